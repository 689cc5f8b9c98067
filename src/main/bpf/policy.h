/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Two look-ups in the endpoint's rule set; deny wins, then the longer L4 prefix, then identity. */
#pragma once

#include "parse.h"

struct judgement {
	__u32 drop; /* 0: allowed */
	__u32 cookie;
	__u8 match;
	__u8 audited;
};

/* What policy looks at, in the direction the connection was opened. */
struct question {
	__u32 remote;
	__be16 port;
	__u8 direction;
	__u8 protocol;
	__u8 portless;
	__u8 unknown_l4;
};

/* A rule set never changes, so an answer given under the same token holds without asking again. */
static __always_inline __u64 judged_as(const struct endpoint *ep, __u32 remote)
{
	return (__u64)(ep->rule_set << 4 | (ep->flags & 0xf)) << 32 | remote;
}

static __always_inline int enforces(const struct endpoint *ep, __u8 direction)
{
	return ep->flags & (direction == INGRESS ? ENFORCE_INGRESS : ENFORCE_EGRESS);
}

static __always_inline __u8 match_type(__u8 by_identity, __u8 l4_prefix)
{
	if (l4_prefix > 8)
		return by_identity ? MATCH_L3_L4 : MATCH_L4;
	if (l4_prefix)
		return by_identity ? MATCH_L3_PROTO : MATCH_PROTO;
	return by_identity ? MATCH_L3 : MATCH_ALL;
}

static __always_inline __u32 no_match(const struct question *q)
{
	if (q->portless)
		return DROP(FILE_POLICY, FRAGMENT_WITHOUT_PORTS);
	if (q->unknown_l4)
		return DROP(FILE_POLICY, UNKNOWN_L4);
	return DROP(FILE_POLICY, POLICY_DENIED);
}

/* Copied at once: clang 14 would join the null checks of two values into one of both pointers. */
static __always_inline int find_rule(void *rules, const struct rule_key *key, struct rule *rule)
{
	const struct rule *found = bpf_map_lookup_elem(rules, key);

	if (!found)
		return 0;
	*rule = *found;
	return 1;
}

static __always_inline void settle_unmatched(const struct endpoint *ep, const struct question *q,
					     struct judgement *j)
{
	if (q->remote == IDENTITY_HOST && q->direction == INGRESS &&
	    !(ep->flags & ISOLATE_FROM_HOST))
		j->match = MATCH_L3;
	else
		j->drop = no_match(q);
}

static __always_inline void look_up(const struct endpoint *ep, const struct question *q,
				    struct judgement *j)
{
	struct rule_key key = {
		.prefixlen = q->portless ? 48 : 64,
		.identity = q->remote,
		.direction = q->direction,
		.protocol = q->protocol,
		.port = q->port,
	};
	struct rule exact = {}, any = {};
	int has_exact, has_any, by_identity;
	void *rules = bpf_map_lookup_elem(&rule_sets, &ep->rule_set);

	if (!rules) {
		j->drop = DROP(FILE_POLICY, NO_RULE_SET);
		return;
	}
	has_exact = find_rule(rules, &key, &exact);
	key.identity = IDENTITY_ANY;
	has_any = find_rule(rules, &key, &any);
	if (!has_exact && !has_any)
		return settle_unmatched(ep, q, j);
	if (has_exact && has_any && exact.deny != any.deny)
		by_identity = exact.deny;
	else
		by_identity = has_exact && (!has_any || exact.l4_prefix >= any.l4_prefix);
	if (!by_identity)
		exact = any;
	j->cookie = exact.cookie;
	j->match = match_type(by_identity, exact.l4_prefix);
	if (exact.deny)
		j->drop = DROP(FILE_POLICY, POLICY_DENY_RULE);
}

static __always_inline void judge(const struct endpoint *ep, const struct question *q,
				  struct judgement *j)
{
	if (!enforces(ep, q->direction)) {
		j->match = MATCH_ALL;
		return;
	}
	look_up(ep, q, j);
	if (j->drop && ep->flags & AUDIT) {
		j->drop = 0;
		j->audited = 1;
	}
}
