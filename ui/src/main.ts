import './page.css';
import './app/app';
