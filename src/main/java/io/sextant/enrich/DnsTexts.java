package io.sextant.enrich;

import java.util.List;
import java.util.Map;

/** Names of DNS numbers, in the words of the decoder that Hubble uses. */
final class DnsTexts {
  private static final Map<Integer, String> TYPES =
      Map.ofEntries(
          Map.entry(1, "A"),
          Map.entry(2, "NS"),
          Map.entry(3, "MD"),
          Map.entry(4, "MF"),
          Map.entry(5, "CNAME"),
          Map.entry(6, "SOA"),
          Map.entry(7, "MB"),
          Map.entry(8, "MG"),
          Map.entry(9, "MR"),
          Map.entry(10, "NULL"),
          Map.entry(11, "WKS"),
          Map.entry(12, "PTR"),
          Map.entry(13, "HINFO"),
          Map.entry(14, "MINFO"),
          Map.entry(15, "MX"),
          Map.entry(16, "TXT"),
          Map.entry(28, "AAAA"),
          Map.entry(33, "SRV"),
          Map.entry(41, "OPT"),
          Map.entry(46, "RRSIG"),
          Map.entry(48, "DNSKEY"),
          Map.entry(64, "SVCB"),
          Map.entry(65, "HTTPS"),
          Map.entry(256, "URI"));

  private DnsTexts() {}

  static List<String> types(List<Integer> numbers) {
    return numbers.stream().map(number -> TYPES.getOrDefault(number, "Unknown")).toList();
  }

  static String rcode(int number) {
    return switch (number) {
      case 0 -> "No Error";
      case 1 -> "Format Error";
      case 2 -> "Server Failure "; // with this blank
      case 3 -> "Non-Existent Domain";
      case 4 -> "Not Implemented";
      case 5 -> "Query Refused";
      case 6 -> "Name Exists when it should not";
      case 7 -> "RR Set Exists when it should not";
      case 8 -> "RR Set that should exist does not";
      case 9 -> "Server Not Authoritative for zone";
      case 10 -> "Name not contained in zone";
      case 16 -> "Bad OPT Version";
      case 17 -> "Key not recognized";
      case 18 -> "Signature out of time window";
      case 19 -> "Bad TKEY Mode";
      case 20 -> "Duplicate key name";
      case 21 -> "Algorithm not supported";
      case 22 -> "Bad Truncation";
      case 23 -> "Bad Cookie";
      default -> "Unknown";
    };
  }
}
