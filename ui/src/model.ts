/** What the server sends, as the REST and SSE answers of /api/v1 spell it. */

export type Verdict = 'FORWARDED' | 'DROPPED' | 'AUDIT' | 'ERROR' | 'REDIRECTED' | 'TRACED' | 'TRANSLATED' | 'VERDICT_UNKNOWN';

export interface Peer {
  identity: number;
  identityName?: string;
  namespace?: string;
  pod?: string;
  workload?: string;
  workloadKind?: string;
  labels?: string[];
  ip?: string;
  port?: number;
  names?: string[];
  service?: string;
  mac?: string;
  /** The node of the service map that this peer belongs to; what from: and to: take. */
  node: string;
}

export interface PolicyRef {
  kind: string;
  namespace?: string;
  name: string;
  effect: 'allowed' | 'denied';
  direction: string;
}

export interface Flow {
  /** Position in the server's memory: unique, rising. */
  seq: number;
  /** RFC 3339 with nanoseconds. */
  time: string;
  node: string;
  verdict: Verdict;
  dropReason?: string;
  direction: string;
  type: string;
  subtype?: string;
  isReply?: boolean;
  protocol: string;
  tcpFlags?: string;
  source: Peer;
  destination: Peer;
  summary: string;
  policies?: PolicyRef[];
  networkInterface?: string;
  uuid?: string;
  /** What the details list by name: cpu, rule, drop place, … */
  [more: string]: unknown;
}

export type NodeKind = 'workload' | 'pod' | 'reserved' | 'cidr' | 'name';

export interface MapNode {
  /** namespace/workload, reserved:world, cidr:10.0.0.0/8 … */
  id: string;
  kind: NodeKind;
  name: string;
  /** Empty for what stands outside of namespaces. */
  namespace: string;
  workloadKind: string;
  pods: number;
  identity: number;
  lastSeen: string;
  /** Nothing was seen of it for a while; it leaves the map soon. */
  fading: boolean;
}

export interface DropCount {
  reason: string;
  count: number;
}

export interface MapEdge {
  source: string;
  destination: string;
  protocol: string;
  /** Server port, 0 where the protocol has none, -1 for all ports beyond the first two dozen. */
  port: number;
  forwarded: number;
  dropped: number;
  audit: number;
  /** Events per second over the window. */
  forwardedRate: number;
  droppedRate: number;
  auditRate: number;
  lastSeen: string;
  dropReasons: DropCount[];
  /** Policies, as namespace/name. */
  deniedBy: string[];
  allowedBy: string[];
}

export interface MapSnapshot {
  at: string;
  windowSeconds: number;
  nodes: MapNode[];
  edges: MapEdge[];
  evictedEdges: number;
  /** Packets that no edge counted, as there was no room for theirs. */
  crowdedOut: number;
}

export interface StageLoss {
  node: string;
  stage: string;
  lost: number;
}

export interface NodeStatus {
  name: string;
  state: string;
  detail?: string;
  since?: string;
  seen: number;
  lost: number;
}

/** How flows are kept on the disk. */
export interface History {
  state: 'storing' | 'full' | 'stopped';
  message: string;
  flows: number;
  bytesPerFlow: number;
  oldest?: string;
  daysUntilFull?: number;
  /** By reason, since the start. */
  notStored: Record<string, number>;
  setAside: number;
}

/** The interval that an answer covers, and what was lost in it, by stage. */
export interface Completeness {
  since?: string;
  until?: string;
  lost: number;
  stages: StageLoss[];
  /** Times in which nobody looked: the newest of them, and how many there are. */
  notCovered?: { since: string; until: string }[];
  notCoveredTotal?: number;
}

export interface Status {
  version: string;
  /** Changes when the server starts anew; sequence numbers hold within one run. */
  run: string;
  source: { kind: 'live' | 'replay' | 'demo'; label: string; detail?: string };
  uptimeSeconds: number;
  eventsPerSecond: number;
  flowsInMemory: number;
  memoryCapacity: number;
  flowsSeen: number;
  /** Of all that is kept. */
  completeness: Completeness;
  nodes: NodeStatus[];
  /** Not there when flows are kept in memory only. */
  history?: History;
}

/** Flows that this client was too slow for, or that left the memory before it came back. */
export interface Lost {
  count: number;
  reason: string;
}
