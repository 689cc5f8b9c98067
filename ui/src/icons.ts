import { html, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import type { MapNode } from './model';

const SHAPES = {
  layers: svg`<path d="m12 3 9 5-9 5-9-5z"/><path d="m3 12.5 9 5 9-5"/><path d="m3 17 9 5 9-5" opacity=".55"/>`,
  database: svg`<ellipse cx="12" cy="5.5" rx="8" ry="3"/><path d="M4 5.5v13c0 1.7 3.6 3 8 3s8-1.3 8-3v-13"/><path d="M4 12c0 1.7 3.6 3 8 3s8-1.3 8-3"/>`,
  tiles: svg`<rect x="3" y="3" width="7.5" height="7.5" rx="1.5"/><rect x="13.5" y="3" width="7.5" height="7.5" rx="1.5"/><rect x="3" y="13.5" width="7.5" height="7.5" rx="1.5"/><rect x="13.5" y="13.5" width="7.5" height="7.5" rx="1.5"/>`,
  clock: svg`<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3.5 2"/>`,
  cube: svg`<path d="m12 2.5 8.5 4.8v9.4L12 21.5l-8.5-4.8V7.3z"/><path d="m3.8 7.4 8.2 4.7 8.2-4.7M12 12v9.3"/>`,
  globe: svg`<circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c3 3.2 3.8 6 3.8 9S15 17.8 12 21c-3-3.2-3.8-6-3.8-9S9 6.2 12 3"/>`,
  server: svg`<rect x="3" y="4" width="18" height="7" rx="2"/><rect x="3" y="13" width="18" height="7" rx="2"/><path d="M7 7.5h.01M7 16.5h.01"/>`,
  wheel: svg`<circle cx="12" cy="12" r="3"/><circle cx="12" cy="12" r="8"/><path d="M12 2v7M12 15v7M2 12h7M15 12h7"/>`,
  network: svg`<rect x="9" y="3" width="6" height="5" rx="1"/><rect x="3" y="16" width="6" height="5" rx="1"/><rect x="15" y="16" width="6" height="5" rx="1"/><path d="M12 8v4M6 16v-4h12v4"/>`,
  tag: svg`<path d="M3 12V4a1 1 0 0 1 1-1h8l9 9-9 9z"/><path d="M8 8h.01"/>`,
  question: svg`<circle cx="12" cy="12" r="9"/><path d="M9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .8-1 1.7M12 17h.01"/>`,
  check: svg`<path d="m5 12.5 4.5 4.5L19 7.5"/>`,
  cross: svg`<path d="M6 6l12 12M18 6 6 18"/>`,
  denied: svg`<circle cx="12" cy="12" r="9"/><path d="m5.7 5.7 12.6 12.6"/>`,
  warn: svg`<path d="M12 3.5 2.5 20h19z"/><path d="M12 10v4.5M12 17.3h.01"/>`,
  arrow: svg`<path d="M4 12h15M13 6l6 6-6 6"/>`,
  inward: svg`<path d="M20 12H9M13 7l-5 5 5 5M4 4v16"/>`,
  outward: svg`<path d="M4 12h11M11 7l5 5-5 5M20 4v16"/>`,
  dot: svg`<circle cx="12" cy="12" r="3"/>`,
  redirect: svg`<path d="M4 17V11a4 4 0 0 1 4-4h11M15 3l4 4-4 4"/>`,
  search: svg`<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>`,
  pause: svg`<path d="M8 5v14M16 5v14" stroke-width="2.6"/>`,
  play: svg`<path d="M7 4.5v15l12-7.5z"/>`,
  sun: svg`<circle cx="12" cy="12" r="4"/><path d="M12 2v2.5M12 19.5V22M2 12h2.5M19.5 12H22M5 5l1.7 1.7M17.3 17.3 19 19M5 19l1.7-1.7M17.3 6.7 19 5"/>`,
  moon: svg`<path d="M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z"/>`,
  plus: svg`<path d="M12 5v14M5 12h14"/>`,
  minus: svg`<path d="M5 12h14"/>`,
  fit: svg`<path d="M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5"/>`,
  tidy: svg`<path d="M4 6h6v5H4zM14 3h6v5h-6zM14 13h6v5h-6zM10 8.5h2v-3h2M12 8.5v7h2"/>`,
  down: svg`<path d="m7 10 5 5 5-5"/>`,
  left: svg`<path d="m14 6-6 6 6 6"/>`,
  right: svg`<path d="m10 6 6 6-6 6"/>`,
  up: svg`<path d="M12 19V5M6 11l6-6 6 6"/>`,
} satisfies Record<string, SVGTemplateResult>;

export type IconName = keyof typeof SHAPES;

export function icon(name: IconName): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">${SHAPES[name]}</svg>`;
}

const WORKLOADS: Record<string, IconName> = {
  deployment: 'layers', replicaset: 'layers', statefulset: 'database', daemonset: 'tiles', job: 'clock', cronjob: 'clock',
};
const RESERVED: Record<string, IconName> = {
  world: 'globe', 'world-ipv4': 'globe', 'world-ipv6': 'globe', host: 'server', 'remote-node': 'server', 'kube-apiserver': 'wheel', ingress: 'inward',
};

export function nodeIcon(node: Pick<MapNode, 'kind' | 'name' | 'workloadKind'>): TemplateResult {
  switch (node.kind) {
    case 'workload':
      return icon(WORKLOADS[node.workloadKind?.toLowerCase() ?? ''] ?? 'layers');
    case 'pod':
      return icon('cube');
    case 'cidr':
      return icon('network');
    case 'name':
      return icon('tag');
    case 'reserved':
      return icon(RESERVED[node.name] ?? 'question');
  }
}
