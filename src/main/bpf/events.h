/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Notifications in Cilium's layouts: drop version 3, trace version 2, policy verdict version 1. */
#pragma once

#include "parse.h"
#include "policy.h"

enum {
	TYPE_DROP = 1,
	TYPE_TRACE = 4,
	TYPE_POLICY_VERDICT = 5,
	CLASS_IPV6 = 1 << 0,
	DNS_CAPTURE = 1514, /* a frame of the usual size: longer answers come in fragments */
};

struct capture_header {
	__u8 type;
	__u8 subtype;
	__u16 source; /* endpoint id */
	__u32 hash;
	__u32 len_orig;
	__u16 len_cap;
	__u8 version;
	__u8 ext_version;
};
SIZED(struct capture_header, 16);

struct drop_notify {
	struct capture_header header; /* subtype: reason */
	__u32 src_label;
	__u32 dst_label;
	__u32 dst_id;
	__u16 line;
	__u8 file;
	__s8 ext_error;
	__u32 ifindex;
	__u8 flags;
	__u8 pad[3];
	__u64 ip_trace_id;
};
SIZED(struct drop_notify, 48);

struct trace_notify {
	struct capture_header header; /* subtype: observation point */
	__u32 src_label;
	__u32 dst_label;
	__u16 dst_id;
	__u8 reason;
	__u8 flags;
	__u32 ifindex;
	__u32 orig_ip[4];
	__u64 ip_trace_id;
};
SIZED(struct trace_notify, 56);

struct policy_verdict_notify {
	struct capture_header header;
	__u32 remote_label;
	__s32 verdict;
	__u16 dst_port;
	__u8 proto;
	__u8 dir : 2, ipv6 : 1, match_type : 3, audited : 1, l3 : 1;
	__u8 auth_type;
	__u8 pad[3];
	__u32 cookie;
	__u32 revision; /* padding in Cilium: the policy revision of the endpoint when it judged */
};
SIZED(struct policy_verdict_notify, 40);

/* What all events of one packet share. */
struct scene {
	struct __sk_buff *skb;
	const struct config *cfg;
	const struct endpoint *ep;
	__u32 remote;
	__u32 capture; /* bytes of the packet behind each event */
	__u8 direction;
	__u8 ipv6;
};

static __always_inline void fill_header(const struct scene *s, struct capture_header *h, __u8 type,
					__u8 subtype, __u8 version)
{
	__u32 length = s->skb->len;

	h->type = type;
	h->subtype = subtype;
	h->source = s->ep->id;
	h->hash = s->skb->hash;
	h->len_orig = length;
	h->len_cap = length < s->capture ? length : s->capture;
	h->version = version;
}

/* Every attempt is counted by its outcome: the only exact count of what a full ring lost. */
static __always_inline void emit(const struct scene *s, struct capture_header *event, __u64 size)
{
	__u64 flags = (__u64)event->len_cap << 32 | BPF_F_CURRENT_CPU;
	long error = bpf_perf_event_output(s->skb, &events, flags, event, size);
	__u32 outcome = (__u32)-error & (EMITS - 1);
	__u64 *count = bpf_map_lookup_elem(&emits, &outcome);

	if (count)
		*count += 1;
}

static __always_inline void emit_drop(const struct scene *s, __u32 drop)
{
	int ingress = s->direction == INGRESS;
	struct drop_notify event = {
		.src_label = ingress ? s->remote : s->ep->identity,
		.dst_label = ingress ? s->ep->identity : s->remote,
		.dst_id = ingress ? s->ep->id : 0,
		.line = DROP_LINE(drop),
		.file = DROP_FILE(drop),
		.ifindex = s->skb->ifindex,
		.flags = s->ipv6 ? CLASS_IPV6 : 0,
	};

	if (!(s->cfg->emit & EMIT_DROP))
		return;
	fill_header(s, &event.header, TYPE_DROP, DROP_REASON(drop), 3);
	emit(s, &event.header, sizeof(event));
}

static __always_inline void emit_trace(const struct scene *s, __u8 point, __u8 reason)
{
	int ingress = s->direction == INGRESS;
	struct trace_notify event = {
		.src_label = ingress ? s->remote : s->ep->identity,
		.dst_label = ingress ? s->ep->identity : s->remote,
		.dst_id = ingress ? s->ep->id : 0,
		.reason = reason,
		.flags = s->ipv6 ? CLASS_IPV6 : 0,
		.ifindex = s->skb->ifindex,
	};

	if (!(s->cfg->emit & EMIT_TRACE))
		return;
	if (point == FROM_ENDPOINT)
		event.dst_label = 0;
	fill_header(s, &event.header, TYPE_TRACE, point, 2);
	emit(s, &event.header, sizeof(event));
}

static __always_inline void emit_verdict(const struct scene *s, const struct packet *p,
					 const struct judgement *j)
{
	struct policy_verdict_notify event = {
		.remote_label = s->remote,
		.verdict = -(__s32)DROP_REASON(j->drop),
		.dst_port = bpf_ntohs(p->port),
		.proto = p->protocol,
		.dir = s->direction,
		.ipv6 = s->ipv6,
		.match_type = j->match,
		.audited = j->audited,
		.cookie = j->cookie,
		.revision = s->ep->revision,
	};

	if (!(s->cfg->emit & EMIT_VERDICT))
		return;
	fill_header(s, &event.header, TYPE_POLICY_VERDICT, 0, 1);
	emit(s, &event.header, sizeof(event));
}
