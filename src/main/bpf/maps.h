/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Keys, values and maps shared with user space; io.sextant.datapath has the same layouts. */
#pragma once

#include "kernel.h"

#define SIZED(type, size) _Static_assert(sizeof(type) == (size), #type " has another size")

enum direction {
	INGRESS = 1,
	EGRESS = 2,
};

/* endpoint.flags, four bits of judged_as(). */
enum {
	ENFORCE_INGRESS = 1 << 0,
	ENFORCE_EGRESS = 1 << 1,
	AUDIT = 1 << 2,
	ISOLATE_FROM_HOST = 1 << 3,
};

/* One per device. Elements are replaced, never written in place: all fields change at once. */
struct endpoint {
	__u32 identity;
	__u32 rule_set;
	__u32 revision;
	__u16 id;
	__u16 flags;
	__u32 former; /* identity that its addresses may still have, 0: none */
};
SIZED(struct endpoint, 20);

struct address_key {
	__u32 prefixlen; /* 32 + bits of the address */
	__u8 family;     /* 4 or 6 */
	__u8 pad[3];
	__u32 address[4]; /* network order; IPv4 in the first word */
};
SIZED(struct address_key, 24);

struct rule_key {
	__u32 prefixlen; /* 40, 48 with protocol, 48 + n with n bits of the port */
	__u32 identity;  /* 0: any */
	__u8 direction;
	__u8 protocol;
	__be16 port;
};
SIZED(struct rule_key, 12);

struct rule {
	__u32 cookie;
	__u8 deny;
	__u8 l4_prefix; /* prefixlen - 40 */
	__u8 pad[2];
};
SIZED(struct rule, 8);

/* A connection of one endpoint as its first packet went: ingress came to the endpoint. */
struct connection_key {
	__u32 source[4];
	__u32 destination[4];
	__be16 source_port; /* an ICMP query: its id in both */
	__be16 destination_port;
	__u32 ifindex;
	__u8 protocol;
	__u8 family;
	__u8 direction;
	__u8 icmp_type; /* of the query */
};
SIZED(struct connection_key, 44);

struct connection {
	__u64 judged;      /* judged_as() when it was last allowed */
	__u64 expires;     /* ns since boot */
	__u64 reported[2]; /* ns since boot, forward and reply; 0 if never */
	__u8 tcp_flags[2]; /* seen, forward and reply */
	__u8 state;        /* CONFIRMED, CLOSING, MIDSTREAM */
	__u8 pad[5];
};
SIZED(struct connection, 40);

struct fragment_key {
	__u32 source[4];
	__u32 destination[4];
	__u32 ifindex;
	__u32 id;
	__u8 protocol;
	__u8 family;
	__u8 direction;
	__u8 pad;
};
SIZED(struct fragment_key, 44);

struct fragment_ports {
	__be16 source_port;
	__be16 destination_port;
	__be16 port;
	__u8 kind;
	__u8 icmp_type;
};
SIZED(struct fragment_ports, 8);

enum {
	EMIT_DROP = 1 << 0,
	EMIT_TRACE = 1 << 1,
	EMIT_VERDICT = 1 << 2,
};

enum {
	AGGREGATE_NONE = 0,
	AGGREGATE_LOWEST = 1,
	AGGREGATE_MEDIUM = 3,
};

struct config {
	__u64 interval; /* ns between two reports of a connection */
	__u32 aggregation;
	__u32 tcp_flag_mask;
	__u32 capture; /* bytes of the packet behind each event */
	__u32 emit;
	__u32 next_rule_set; /* for user space only: ids are never used twice */
	__u32 pad;
};
SIZED(struct config, 32);

struct traffic {
	__u64 packets;
	__u64 bytes;
};
SIZED(struct traffic, 16);

enum {
	METRICS = 512, /* drop reason | (direction - 1) << 8; reason 0: forwarded */
	EMITS = 256,   /* error number; 0: emitted */
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct config);
} config SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4096);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, __u32);
	__type(value, struct endpoint);
} endpoints SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(max_entries, 524288);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct address_key);
	__type(value, __u32);
} addresses SEC(".maps");

/* The inner map's layout is by size: clang 14 leaves a structure named here undeclared. */
struct rule_set {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(key_size, sizeof(struct rule_key));
	__uint(value_size, sizeof(struct rule));
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH_OF_MAPS);
	__uint(max_entries, 16384);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(__u32));
	__array(values, struct rule_set);
} rule_sets SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 131072);
	__type(key, struct connection_key);
	__type(value, struct connection);
} connections SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 8192);
	__type(key, struct fragment_key);
	__type(value, struct fragment_ports);
} fragments SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(__u32));
} events SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, METRICS);
	__type(key, __u32);
	__type(value, struct traffic);
} metrics SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, EMITS);
	__type(key, __u32);
	__type(value, __u64);
} emits SEC(".maps");
