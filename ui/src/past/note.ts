import type { EmptyNote } from '../flows/flows';
import type { Past } from './pages';

/** Why the table of a part of the past is empty. */
export function pastNote({ loading, error, more, cutOff, completeness }: Past, filtered: boolean): EmptyNote {
  if (loading) return { title: 'Reading', text: 'The server looks for the flows of this range.', clear: false };
  if (error) return { title: 'Not read', text: error, clear: false };
  if (more && cutOff) return { title: 'Nothing found yet', text: 'The server’s time was over before it had looked at all of the range; “Older” goes on.', clear: false };
  if (!completeness?.since) return { title: 'Nothing is kept of this time', text: 'It lies outside of what the server keeps.', clear: false };
  return { title: 'No flow matches', text: 'No flow of this range passes the filter.', clear: filtered };
}
