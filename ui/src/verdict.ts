import type { IconName } from './icons';
import type { Flow, Verdict } from './model';

/** How a verdict looks and reads: never by colour alone. */
export interface VerdictLook {
  tone: 'ok' | 'deny' | 'audit' | 'plain';
  icon: IconName;
  text: string;
}

const LOOKS: Record<Verdict, VerdictLook> = {
  FORWARDED: { tone: 'ok', icon: 'check', text: 'Forwarded' },
  DROPPED: { tone: 'deny', icon: 'denied', text: 'Dropped' },
  AUDIT: { tone: 'audit', icon: 'warn', text: 'Audited' },
  ERROR: { tone: 'deny', icon: 'warn', text: 'Error' },
  REDIRECTED: { tone: 'ok', icon: 'redirect', text: 'Redirected' },
  TRACED: { tone: 'plain', icon: 'dot', text: 'Traced' },
  TRANSLATED: { tone: 'plain', icon: 'redirect', text: 'Translated' },
  VERDICT_UNKNOWN: { tone: 'plain', icon: 'question', text: 'Unknown' },
};

export function lookOf(verdict: Verdict): VerdictLook {
  return LOOKS[verdict] ?? LOOKS.VERDICT_UNKNOWN;
}

/** "POLICY_DENIED" → "Policy denied"; what is written for people already stays. */
export function reasonText(reason: string): string {
  if (reason === 'POLICY_DENY') return 'Deny rule';
  if (!/^[A-Z0-9_]+$/.test(reason)) return reason;
  const words = reason.replaceAll('_', ' ').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Whether no rule denied the flow: none allowed it. A drop event names no policy, its reason tells the two apart. */
export function isDefaultDeny(flow: Flow): boolean {
  const reason = (flow.dropReason ?? '').replaceAll(' ', '_');
  return flow.verdict === 'DROPPED' && !flow.policies?.some((p) => p.effect === 'denied') && /POLICY_DENIED$/i.test(reason);
}

/** What to make of a drop, in one sentence. */
export function verdictSentence(flow: Flow): string {
  const denied = flow.policies?.filter((p) => p.effect === 'denied') ?? [];
  const allowed = flow.policies?.filter((p) => p.effect === 'allowed') ?? [];
  const names = (list: typeof denied) => list.map((p) => (p.namespace ? `${p.namespace}/${p.name}` : p.name)).join(', ');
  if (flow.verdict === 'DROPPED' && denied.length > 0) return `Denied by ${names(denied)}.`;
  if (isDefaultDeny(flow)) {
    return 'Default deny: policies select this endpoint and no rule of theirs allows it.';
  }
  if (flow.verdict === 'DROPPED') return `Dropped: ${reasonText(flow.dropReason ?? 'no reason given')}.`;
  if (flow.verdict === 'AUDIT') return 'Let through in audit mode: with enforcement, policy would deny it.';
  if (allowed.length > 0) return `Allowed by ${names(allowed)}.`;
  return '';
}
