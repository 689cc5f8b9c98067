/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * The datapath: one program per direction on the host side of an endpoint's device.
 *
 *   pod --> veth --> host: from_endpoint (device ingress)
 *   host --> veth --> pod: to_endpoint (device egress)
 *
 * parse -> identity of the other side -> connection -> source -> policy -> event, count, verdict.
 * A packet of a device without endpoint passes untouched.
 */
#include "connection.h"
#include "events.h"
#include "policy.h"

static __always_inline __u32 identity_of(const __u32 *address, __u8 family)
{
	struct address_key key = {
		.prefixlen = family == 4 ? 64 : 160,
		.family = family,
	};
	const __u32 *identity;

	copy_address(key.address, address);
	identity = bpf_map_lookup_elem(&addresses, &key);
	return identity ? *identity : IDENTITY_WORLD;
}

/* A host without an address yet asks for one from none, or from its link-local one. */
static __always_inline int has_no_address_yet(const __u32 *source, __u8 family)
{
	if (family == 6 && (source[0] & bpf_htonl(0xffc00000)) == bpf_htonl(0xfe800000))
		return 1;
	return !source[0] && !source[1] && !source[2] && !source[3];
}

/* An endpoint sends from addresses of its identity only, whatever is enforced on it. */
static __always_inline int is_spoofed(const struct scene *s, const struct packet *p)
{
	__u32 identity;

	if (s->direction != EGRESS || !p->has_remote)
		return 0;
	if (has_no_address_yet(p->source, p->key.family))
		return 0;
	identity = identity_of(p->source, p->key.family);
	return identity != s->ep->identity && (!s->ep->former || identity != s->ep->former);
}

static __always_inline void count(const struct scene *s, __u8 reason)
{
	__u32 index = (__u32)(s->direction - 1) << 8 | reason;
	struct traffic *traffic = bpf_map_lookup_elem(&metrics, &index);

	if (traffic) {
		traffic->packets += 1;
		traffic->bytes += s->skb->len;
	}
}

static __always_inline int forward(const struct scene *s)
{
	count(s, 0);
	return TC_ACT_UNSPEC; /* others on the device have their say too */
}

static __always_inline int forward_traced(const struct scene *s, __u8 reason)
{
	emit_trace(s, s->direction == INGRESS ? TO_ENDPOINT : TO_STACK, reason);
	return forward(s);
}

static __always_inline int refuse(const struct scene *s, __u32 drop)
{
	emit_drop(s, drop);
	count(s, DROP_REASON(drop));
	return TC_ACT_SHOT;
}

/* What cannot be parsed cannot be judged: it passes where nothing is enforced. */
static __always_inline int unparsable(const struct scene *s, __u32 drop)
{
	if (enforces(s->ep, s->direction) && !(s->ep->flags & AUDIT))
		return refuse(s, drop);
	return forward_traced(s, REASON_UNKNOWN);
}

static __always_inline int open_connection(const struct scene *s, const struct packet *p, __u64 now)
{
	struct question q = {
		.remote = s->remote,
		.port = p->port,
		.direction = s->direction,
		.protocol = p->protocol,
		.portless = p->kind == UNTRACKED_FRAGMENT,
		.unknown_l4 = p->unknown_l4,
	};
	struct judgement j = {};

	judge(s->ep, &q, &j);
	emit_verdict(s, p, &j);
	if (!j.drop)
		j.drop = create_connection(p, judged_as(s->ep, s->remote), now);
	if (j.drop)
		return refuse(s, j.drop);
	return forward_traced(s, REASON_NEW);
}

/* The connection was allowed under other rules or another identity: ask again, as it was opened. */
static __always_inline __u32 judge_again(const struct scene *s, const struct packet *p,
					 struct connection *c, __u32 remote,
					 __u8 forward_way)
{
	struct question q = {
		.remote = remote,
		.port = p->key.destination_port,
		.direction = p->key.direction,
		.protocol = p->key.protocol,
		.unknown_l4 = p->unknown_l4,
	};
	struct judgement j = {};

	if (is_icmp_query(&p->key))
		q.port = bpf_htons(p->key.icmp_type);
	judge(s->ep, &q, &j);
	if (!j.drop)
		c->judged = judged_as(s->ep, remote);
	else if (forward_way)
		emit_verdict(s, p, &j);
	return j.drop;
}

/* User space learns names from it: what an endpoint asked for, in one piece, over UDP. */
static __always_inline int is_dns_answer(const struct packet *p, __u8 reason)
{
	return reason == REASON_REPLY && p->protocol == IPPROTO_UDP &&
	       p->key.direction == EGRESS && p->key.destination_port == bpf_htons(DNS_PORT) &&
	       !p->first_fragment && !p->later_fragment;
}

static __always_inline int handle(struct __sk_buff *skb, __u8 direction)
{
	__u32 ifindex = skb->ifindex, zero = 0, drop, remote;
	const struct endpoint *ep = bpf_map_lookup_elem(&endpoints, &ifindex);
	const struct config *cfg = bpf_map_lookup_elem(&config, &zero);
	struct packet p = {};
	struct connection *c;
	__u64 now;
	__u8 reason = REASON_UNKNOWN, told;

	if (!ep)
		return TC_ACT_UNSPEC;
	if (!cfg)
		return TC_ACT_UNSPEC;
	struct scene s = {
		.skb = skb,
		.cfg = cfg,
		.ep = ep,
		.capture = cfg->capture,
		.direction = direction,
	};

	drop = parse(skb, direction, &p);
	s.ipv6 = p.key.family == 6;
	if (p.kind == LINK_CONTROL)
		return forward(&s);
	if (p.has_remote)
		s.remote = identity_of(p.remote, p.key.family);
	if (direction == EGRESS && cfg->aggregation == AGGREGATE_NONE)
		emit_trace(&s, FROM_ENDPOINT, REASON_UNKNOWN);
	now = bpf_ktime_get_ns();
	c = drop ? 0 : find_connection(&p, now, &reason);
	/* The addresses of a connection were looked at when it was opened. */
	if ((!c || reason == REASON_RELATED) && is_spoofed(&s, &p))
		return refuse(&s, DROP(FILE_SEXTANT, INVALID_SOURCE_IP));
	if (drop)
		return unparsable(&s, drop);
	if (!c)
		return open_connection(&s, &p, now);
	/* Who sends an error may be a router on the way: judged is the connection's other side. */
	remote = s.remote;
	if (reason == REASON_RELATED)
		remote = identity_of(p.key.direction == INGRESS ? p.key.source : p.key.destination,
				     p.key.family);
	if (c->judged != judged_as(ep, remote)) {
		drop = judge_again(&s, &p, c, remote, reason == REASON_ESTABLISHED);
		if (drop)
			return refuse(&s, drop);
	}
	told = note_packet(c, &p, reason, cfg, now) || cfg->aggregation < AGGREGATE_MEDIUM;
	if (is_dns_answer(&p, reason)) {
		told = 1;
		if (s.capture < DNS_CAPTURE)
			s.capture = DNS_CAPTURE;
	}
	return told ? forward_traced(&s, reason) : forward(&s);
}

SEC("tc") int from_endpoint(struct __sk_buff *skb)
{
	return handle(skb, EGRESS);
}

SEC("tc") int to_endpoint(struct __sk_buff *skb)
{
	return handle(skb, INGRESS);
}

/* Never loaded: keeps these in the object's type information, for the check against Java's side. */
struct {
	struct rule_key rule_key;
	struct rule rule;
	struct drop_notify drop_notify;
	struct trace_notify trace_notify;
	struct policy_verdict_notify policy_verdict_notify;
} shared_layouts SEC("layouts");

/* The helpers that emit and tell the time are for GPL-compatible programs. */
char _license[] SEC("license") = "Dual BSD/GPL";
