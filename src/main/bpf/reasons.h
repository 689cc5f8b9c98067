/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Numbers that travel in events. They are Cilium's, but for the files, which are ours. */
#pragma once

enum drop_reason {
	INVALID_SOURCE_IP = 132,
	POLICY_DENIED = 133,
	INVALID_PACKET = 134,
	INVALID_L4_HEADER = 135,
	UNKNOWN_L4 = 137,
	UNKNOWN_L3 = 139,
	CONNECTION_NOT_CREATED = 155,
	INVALID_EXTENSION_HEADER = 156,
	FRAGMENT_WITHOUT_PORTS = 157,
	NO_RULE_SET = 165,
	POLICY_DENY_RULE = 181,
	VLAN_TAGGED = 182,
};

enum source_file {
	FILE_SEXTANT = 201,
	FILE_PARSE = 202,
	FILE_POLICY = 203,
	FILE_CONNECTION = 204,
};

/* Why and where: reason in the low byte, then 16 bits of line, then the file. */
#define DROP(file, reason) ((__u32)(reason) | (__u32)__LINE__ << 8 | (__u32)(file) << 24)
#define DROP_REASON(drop) ((__u8)(drop))
#define DROP_LINE(drop) ((__u16)((drop) >> 8))
#define DROP_FILE(drop) ((__u8)((drop) >> 24))

enum trace_reason {
	REASON_NEW = 0,
	REASON_ESTABLISHED = 1,
	REASON_REPLY = 2,
	REASON_RELATED = 3,
	REASON_UNKNOWN = 5,
};

enum trace_point {
	TO_ENDPOINT = 0,
	TO_STACK = 3,
	FROM_ENDPOINT = 5,
};

enum match_type {
	MATCH_NONE = 0,
	MATCH_L3 = 1,
	MATCH_L3_L4 = 2,
	MATCH_L4 = 3,
	MATCH_ALL = 4,
	MATCH_L3_PROTO = 5,
	MATCH_PROTO = 6,
};

enum identity {
	IDENTITY_ANY = 0,
	IDENTITY_HOST = 1,
	IDENTITY_WORLD = 2,
};
