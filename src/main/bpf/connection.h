/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Connections of an endpoint: who opened it, is it alive, is this packet worth an event. */
#pragma once

#include "parse.h"

#define SECOND 1000000000ULL

enum {
	CONFIRMED = 1 << 0, /* the other side answered */
	CLOSING = 1 << 1,
	MIDSTREAM = 1 << 2, /* first seen in the middle: who opened it is not known */
};

enum {
	LIFETIME_TCP = 8000,
	LIFETIME_OTHER = 60,
	LIFETIME_CLOSING = 10,
};

static __always_inline int opens_tcp(const struct packet *p)
{
	return p->protocol == IPPROTO_TCP && (p->tcp_flags & (TCP_SYN | TCP_ACK)) == TCP_SYN;
}

/*
 * The connection a packet belongs to, with p->key left as that connection's key. What opens a
 * connection is never a reply, and nothing is a reply to a connection found in the middle:
 * else a server's data would open the way for a client that policy refuses.
 */
static __always_inline struct connection *find_connection(struct packet *p, __u64 now, __u8 *reason)
{
	struct connection *c;
	int error = p->kind == ICMP_ERROR;

	*reason = REASON_NEW;
	if (p->kind == UNTRACKED_FRAGMENT)
		return 0;
	if (p->kind != ICMP_ANSWER) {
		c = bpf_map_lookup_elem(&connections, &p->key);
		if (c && c->expires > now && !(opens_tcp(p) && c->state & CLOSING)) {
			*reason = error ? REASON_RELATED : REASON_ESTABLISHED;
			return c;
		}
	}
	if (p->kind == ICMP_QUERY || opens_tcp(p))
		return 0;
	turn_round(&p->key);
	p->key.direction = INGRESS + EGRESS - p->key.direction;
	c = bpf_map_lookup_elem(&connections, &p->key);
	if (c && c->expires > now && (error || !(c->state & MIDSTREAM))) {
		*reason = error ? REASON_RELATED : REASON_REPLY;
		return c;
	}
	turn_round(&p->key);
	p->key.direction = INGRESS + EGRESS - p->key.direction;
	return 0;
}

static __always_inline __u64 lifetime(const struct packet *p, __u8 state)
{
	if (state & CLOSING)
		return LIFETIME_CLOSING * SECOND;
	if (p->protocol == IPPROTO_TCP && state & (CONFIRMED | MIDSTREAM))
		return LIFETIME_TCP * SECOND;
	return LIFETIME_OTHER * SECOND;
}

/* Notes the packet; true if a trace is due: flags not seen yet, or the interval is over. */
static __always_inline int note_packet(struct connection *c, const struct packet *p, __u8 reason,
				       const struct config *cfg, __u64 now)
{
	int way = reason == REASON_REPLY;
	__u8 state = c->state, seen = c->tcp_flags[way];
	__u64 expires;

	if (reason == REASON_RELATED)
		return 1;
	if (way)
		state |= CONFIRMED;
	if (p->tcp_flags & TCP_RST || (p->tcp_flags & TCP_FIN && c->tcp_flags[!way] & TCP_FIN))
		state |= CLOSING;
	if (state != c->state)
		c->state = state;
	expires = now + lifetime(p, state);
	/* Written about once a second: the line is shared between CPUs. */
	if (expires > c->expires + SECOND || expires + SECOND < c->expires)
		c->expires = expires;
	if (p->tcp_flags & ~seen)
		c->tcp_flags[way] = seen | p->tcp_flags;
	if (!(p->tcp_flags & ~seen & cfg->tcp_flag_mask) && c->reported[way] &&
	    now - c->reported[way] < cfg->interval)
		return 0;
	c->reported[way] = now;
	return 1;
}

static __always_inline __u32 create_connection(const struct packet *p, __u64 judged, __u64 now)
{
	struct connection c = {
		.judged = judged,
		.reported = { now, 0 },
		.tcp_flags = { p->tcp_flags, 0 },
	};

	if (p->kind == ICMP_ANSWER || p->kind == ICMP_ERROR || p->kind == UNTRACKED_FRAGMENT)
		return 0;
	if (p->protocol == IPPROTO_TCP && !opens_tcp(p))
		c.state = MIDSTREAM;
	c.expires = now + lifetime(p, c.state);
	if (bpf_map_update_elem(&connections, &p->key, &c, BPF_ANY) < 0)
		return DROP(FILE_CONNECTION, CONNECTION_NOT_CREATED);
	return 0;
}
