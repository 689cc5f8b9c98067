/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Packet bytes to a packet. Reads by bpf_skb_load_bytes only, for a header may lie in a page. */
#pragma once

#include "maps.h"
#include "reasons.h"

enum {
	EXTENSION_HEADERS = 6,
	DNS_PORT = 53,
	TCP_FIN = 0x01,
	TCP_SYN = 0x02,
	TCP_RST = 0x04,
	TCP_ACK = 0x10,
};

enum packet_kind {
	PLAIN,
	ICMP_QUERY,
	ICMP_ANSWER,
	ICMP_ERROR,         /* the key is that of the packet it quotes, turned round */
	LINK_CONTROL,       /* ARP, neighbour and group discovery: never judged */
	UNTRACKED_FRAGMENT, /* the one with the ports was not seen */
};

struct packet {
	struct connection_key key;
	__u32 source[4]; /* of the packet itself, also where the key is that of a quoted one */
	__u32 remote[4];
	__be16 port; /* policy's view: destination port or ICMP type */
	__u8 protocol;
	__u8 tcp_flags;
	__u8 kind;
	__u8 unknown_l4;
	__u8 hops;
	__u8 later_fragment;
	__u8 first_fragment;
	__u8 has_remote; /* set as soon as the IP header was good */
	__u8 pad[2];
	__u32 fragment_id;
};

struct ipv4_header {
	__u8 version_ihl;
	__u8 tos;
	__be16 total_length;
	__be16 id;
	__be16 fragment;
	__u8 ttl;
	__u8 protocol;
	__be16 checksum;
	__be32 source;
	__be32 destination;
};
SIZED(struct ipv4_header, 20);

struct ipv6_header {
	__be32 version_class_flow;
	__be16 payload_length;
	__u8 next_header;
	__u8 hop_limit;
	__u32 source[4];
	__u32 destination[4];
};
SIZED(struct ipv6_header, 40);

struct ipv6_extension {
	__u8 next_header;
	__u8 length;
	__be16 fragment;
	__be32 id;
};
SIZED(struct ipv6_extension, 8);

struct l4_header { /* the first eight bytes of each */
	union {
		struct {
			__be16 source_port;
			__be16 destination_port;
		};
		struct {
			__u8 icmp_type;
			__u8 icmp_code;
			__be16 icmp_checksum;
		};
	};
	__be16 icmp_id;
	__be16 icmp_sequence;
};
SIZED(struct l4_header, 8);

static __always_inline void copy_address(__u32 *to, const __u32 *from)
{
	to[0] = from[0];
	to[1] = from[1];
	to[2] = from[2];
	to[3] = from[3];
}

static __always_inline int same_address(const __u32 *a, const __u32 *b)
{
	return a[0] == b[0] && a[1] == b[1] && a[2] == b[2] && a[3] == b[3];
}

static __always_inline void turn_round(struct connection_key *key)
{
	__u32 address[4];
	__be16 port = key->source_port;

	copy_address(address, key->source);
	copy_address(key->source, key->destination);
	copy_address(key->destination, address);
	key->source_port = key->destination_port;
	key->destination_port = port;
}

static __always_inline void note_fragment(struct packet *p, __u16 offset, __u16 more, __u32 id)
{
	p->fragment_id = id;
	p->later_fragment = offset != 0;
	p->first_fragment = !offset && more;
}

static __always_inline __u32 parse_ipv4(struct __sk_buff *skb, __u32 *at, struct packet *p)
{
	struct ipv4_header ip;
	__u16 fragment, length;

	if (bpf_skb_load_bytes(skb, *at, &ip, sizeof(ip)) < 0)
		return DROP(FILE_PARSE, INVALID_PACKET);
	length = (ip.version_ihl & 0xf) * 4;
	if (ip.version_ihl >> 4 != 4 || length < sizeof(ip))
		return DROP(FILE_PARSE, INVALID_PACKET);
	p->key.family = 4;
	p->key.source[0] = ip.source;
	p->key.destination[0] = ip.destination;
	p->protocol = ip.protocol;
	p->hops = ip.ttl;
	fragment = bpf_ntohs(ip.fragment);
	note_fragment(p, fragment & 0x1fff, fragment & 0x2000, ip.id);
	/* At offset 8 it would overwrite flags that were already judged. */
	if (ip.protocol == IPPROTO_TCP && (fragment & 0x1fff) == 1)
		return DROP(FILE_PARSE, INVALID_PACKET);
	*at += length;
	return 0;
}

static __always_inline __u32 parse_ipv6(struct __sk_buff *skb, __u32 *at, struct packet *p)
{
	struct ipv6_header ip;
	struct ipv6_extension extension;
	__u32 offset = *at;
	__u8 next;

	if (bpf_skb_load_bytes(skb, offset, &ip, sizeof(ip)) < 0)
		return DROP(FILE_PARSE, INVALID_PACKET);
	if ((bpf_ntohl(ip.version_class_flow) >> 28) != 6)
		return DROP(FILE_PARSE, INVALID_PACKET);
	p->key.family = 6;
	copy_address(p->key.source, ip.source);
	copy_address(p->key.destination, ip.destination);
	p->hops = ip.hop_limit;
	offset += sizeof(ip);
	next = ip.next_header;
#pragma unroll
	for (int i = 0; i <= EXTENSION_HEADERS; i++) {
		if (next != IPPROTO_HOPOPTS && next != IPPROTO_ROUTING && next != IPPROTO_FRAGMENT &&
		    next != IPPROTO_AH && next != IPPROTO_DSTOPTS) {
			p->protocol = next;
			*at = offset;
			return 0;
		}
		if (bpf_skb_load_bytes(skb, offset, &extension, sizeof(extension)) < 0)
			return DROP(FILE_PARSE, INVALID_EXTENSION_HEADER);
		if (next == IPPROTO_FRAGMENT) {
			__u16 fragment = bpf_ntohs(extension.fragment);

			note_fragment(p, fragment & 0xfff8, fragment & 1, extension.id);
			offset += sizeof(extension);
		} else if (next == IPPROTO_AH) {
			offset += (extension.length + 2) * 4;
		} else {
			offset += (extension.length + 1) * 8;
		}
		next = extension.next_header;
		if (p->later_fragment) { /* what follows is payload */
			p->protocol = next;
			return 0;
		}
	}
	return DROP(FILE_PARSE, INVALID_EXTENSION_HEADER);
}

static __always_inline __u32 parse_l3(struct __sk_buff *skb, __u32 *at, struct packet *p, __u8 family)
{
	return family == 4 ? parse_ipv4(skb, at, p) : parse_ipv6(skb, at, p);
}

/* Query and answer share a key: the id as both ports, and the type of the query. */
static __always_inline void name_icmp(struct packet *p, const struct l4_header *l4)
{
	__u8 type = l4->icmp_type;
	__u8 query = 0;

	p->kind = PLAIN;
	if (p->key.family == 6) {
		if (type == 128 || type == 129)
			query = 128;
		p->kind = type == 128 ? ICMP_QUERY : type == 129 ? ICMP_ANSWER : PLAIN;
	} else if (type == 0 || type == 8) {
		query = 8;
		p->kind = type == 8 ? ICMP_QUERY : ICMP_ANSWER;
	} else if (type >= 13 && type <= 18) { /* timestamp, information, mask */
		query = (type - 1) | 1;
		p->kind = type & 1 ? ICMP_QUERY : ICMP_ANSWER;
	}
	p->port = bpf_htons(type);
	p->key.icmp_type = query ? query : type;
	p->key.source_port = p->key.destination_port = query ? l4->icmp_id : 0;
}

/* Neighbour discovery keeps to the link by hop limit 255, group membership by hop limit 1. */
static __always_inline int is_link_control(const struct packet *p)
{
	__u8 type = p->key.icmp_type;

	if (p->key.family == 4)
		return p->protocol == IPPROTO_IGMP && p->hops == 1;
	if (p->protocol != IPPROTO_ICMPV6)
		return 0;
	if (type >= 133 && type <= 137)
		return p->hops == 255;
	return ((type >= 130 && type <= 132) || type == 143) && p->hops == 1;
}

static __always_inline int is_icmp(const struct packet *p)
{
	return p->protocol == (p->key.family == 4 ? IPPROTO_ICMP : IPPROTO_ICMPV6);
}

static __always_inline int is_icmp_query(const struct connection_key *key)
{
	return key->protocol == (key->family == 4 ? IPPROTO_ICMP : IPPROTO_ICMPV6);
}

static __always_inline int is_icmp_error(const struct packet *p)
{
	__u8 type = p->key.icmp_type;

	if (p->key.family == 4)
		return type == 3 || type == 4 || type == 11 || type == 12;
	return type >= 1 && type <= 4;
}

static __always_inline void name_fragment(const struct packet *p, struct fragment_key *key)
{
	copy_address(key->source, p->key.source);
	copy_address(key->destination, p->key.destination);
	key->ifindex = p->key.ifindex;
	key->id = p->fragment_id;
	key->protocol = p->protocol;
	key->family = p->key.family;
	key->direction = p->key.direction;
}

/* The first fragment leaves its ports (or ICMP id) for those that follow it. */
static __always_inline void track_fragment(struct packet *p)
{
	struct fragment_key key = {};
	struct fragment_ports ports = {};
	const struct fragment_ports *found;

	name_fragment(p, &key);
	if (p->first_fragment) {
		ports.source_port = p->key.source_port;
		ports.destination_port = p->key.destination_port;
		ports.port = p->port;
		ports.kind = p->kind;
		ports.icmp_type = p->key.icmp_type;
		bpf_map_update_elem(&fragments, &key, &ports, BPF_ANY);
		return;
	}
	found = bpf_map_lookup_elem(&fragments, &key);
	if (!found) {
		p->kind = UNTRACKED_FRAGMENT;
		return;
	}
	p->key.source_port = found->source_port;
	p->key.destination_port = found->destination_port;
	p->port = found->port;
	p->kind = found->kind;
	p->key.icmp_type = found->icmp_type;
}

/* A quoted packet has eight bytes behind its IP header at least: no TCP flags. */
static __always_inline __u32 parse_l4(struct __sk_buff *skb, __u32 at, struct packet *p)
{
	struct l4_header l4;
	int has_ports = p->protocol == IPPROTO_TCP || p->protocol == IPPROTO_UDP ||
			p->protocol == IPPROTO_SCTP;

	p->key.protocol = p->protocol;
	if (p->later_fragment)
		return 0;
	if (!has_ports && !is_icmp(p)) {
		p->unknown_l4 = 1;
		return 0;
	}
	if (bpf_skb_load_bytes(skb, at, &l4, sizeof(l4)) < 0)
		return DROP(FILE_PARSE, INVALID_L4_HEADER);
	if (has_ports) {
		p->key.source_port = l4.source_port;
		p->key.destination_port = l4.destination_port;
		p->port = l4.destination_port;
	} else {
		name_icmp(p, &l4);
	}
	return 0;
}

static __always_inline __u32 parse_tcp_flags(struct __sk_buff *skb, __u32 at, struct packet *p)
{
	__u8 offset_and_flags[2];

	if (bpf_skb_load_bytes(skb, at + 12, offset_and_flags, sizeof(offset_and_flags)) < 0)
		return DROP(FILE_PARSE, INVALID_L4_HEADER);
	if (offset_and_flags[0] >> 4 < 5)
		return DROP(FILE_PARSE, INVALID_L4_HEADER);
	p->tcp_flags = offset_and_flags[1];
	return 0;
}

/*
 * An error belongs to the connection it quotes only if it goes to the one who sent what it quotes:
 * else an invented quotation would open the way to anyone. All others are plain ICMP.
 */
static __always_inline void parse_quotation(struct __sk_buff *skb, __u32 at, struct packet *p)
{
	struct packet quoted = {};

	if (parse_l3(skb, &at, &quoted, p->key.family) || parse_l4(skb, at, &quoted))
		return;
	if (quoted.later_fragment || !same_address(p->key.destination, quoted.key.source))
		return;
	quoted.key.ifindex = p->key.ifindex;
	quoted.key.direction = p->key.direction;
	p->key = quoted.key;
	turn_round(&p->key);
	p->unknown_l4 = quoted.unknown_l4;
	p->kind = ICMP_ERROR;
}

/* Fills p and gives 0, or the drop that the bytes deserve. */
static __always_inline __u32 parse(struct __sk_buff *skb, __u8 direction, struct packet *p)
{
	__u32 at = ETH_HLEN;
	__u32 drop;

	p->key.ifindex = skb->ifindex;
	p->key.direction = direction;
	if (skb->vlan_present)
		return DROP(FILE_PARSE, VLAN_TAGGED);
	if (skb->protocol == bpf_htons(ETH_P_ARP)) {
		p->kind = LINK_CONTROL;
		return 0;
	}
	if (skb->protocol == bpf_htons(ETH_P_IP))
		drop = parse_ipv4(skb, &at, p);
	else if (skb->protocol == bpf_htons(ETH_P_IPV6))
		drop = parse_ipv6(skb, &at, p);
	else
		return DROP(FILE_PARSE, UNKNOWN_L3);
	if (drop)
		return drop;
	copy_address(p->source, p->key.source);
	copy_address(p->remote, direction == INGRESS ? p->key.source : p->key.destination);
	p->has_remote = 1;
	drop = parse_l4(skb, at, p);
	if (!drop && p->protocol == IPPROTO_TCP && !p->later_fragment)
		drop = parse_tcp_flags(skb, at, p);
	if (drop)
		return drop;
	if (is_link_control(p))
		p->kind = LINK_CONTROL;
	else if (p->first_fragment || p->later_fragment)
		track_fragment(p);
	else if (is_icmp(p) && is_icmp_error(p))
		parse_quotation(skb, at + sizeof(struct l4_header), p);
	return 0;
}
