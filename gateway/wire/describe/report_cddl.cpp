#include "gateway/wire/describe/report_cddl.hpp"

#include "gateway/wire/format.hpp"
#include "gateway/wire/key_table.hpp"

namespace gatewarden {
namespace {

// CDDL names usually have hyphens: "long-ports-group".
std::string rule_name(KeyNames names, ReportPart part) {
  std::string name;
  if (part != ReportPart::custom_value) name = names == KeyNames::long_names ? "long-" : "short-";
  for (const char c : part_name(part)) name += c == '_' ? '-' : c;
  return name;
}

std::string type_of(const KeyRow& row, KeyNames names) {
  switch (row.shape) {
    case Shape::part:
      return rule_name(names, row.holds);
    case Shape::parts:
      return "[* " + rule_name(names, row.holds) + "]";
    case Shape::named_metrics:
      return "custom-metrics";
    case Shape::report_id:
      return "1..9007199254740991";
    case Shape::version:
      return "version";
    case Shape::count:
      return "count";
    case Shape::port:
      return "1..65535";
    case Shape::local_port:
      return "0..65535";
    case Shape::text:
      return "tstr";
    case Shape::remote_address:
      return "endpoint";
    case Shape::number:
      return "reading";
    case Shape::number_list:
      return "[+ reading]";
    case Shape::string_list:
      return "[+ word]";
    case Shape::ip_list:
      return "[+ address]";
  }
  return "any";
}

std::string entry(const KeyRow& row, KeyNames names, bool optional) {
  return std::string(optional ? "? " : "") + '"' + std::string(row.name(names)) +
         "\": " + type_of(row, names);
}

std::string quoted_rule(ReportPart part, KeyNames names) {
  std::string rule = rule_name(names, part) + " = {\n";
  std::string choices;  // of a part with exactly one of its keys
  for (const KeyRow& row : rows_in(part)) {
    if (row.need == Need::exactly_one) {
      choices += (choices.empty() ? "  " : " //\n  ") + entry(row, names, false);
    } else {
      rule +=
          "  " + entry(row, names, row.need != Need::required) + ",  ; " + std::string(row.meaning) + "\n";
    }
  }
  return rule + choices + (choices.empty() ? "" : "\n") + "}\n\n";
}

// One or both of two keys: the first with or without the second, or the second alone.
std::string document_rule(KeyNames names) {
  std::string always;
  std::string either;
  std::string alone;
  for (const KeyRow& row : rows_in(ReportPart::report)) {
    if (row.need == Need::required) {
      always += "  " + entry(row, names, false) + ",\n";
    } else {
      either += (either.empty() ? "" : ", ") + entry(row, names, !either.empty());
      alone = entry(row, names, false);
    }
  }
  return rule_name(names, ReportPart::report) + " = {\n" + always + "  (" + either + " //\n   " + alone +
         ")\n}\n\n";
}

constexpr std::string_view kHead =
    "; Device Defender metrics report in CBOR, as Gatewarden sends it: definite lengths, shortest integers, 64-bit\n"
    "; floats, no tags, text keys, all long or all short. Generated: gatewarden schema.\n\n"
    "report = long-report / short-report\n\n";

constexpr std::string_view kCustomMetrics =
    "; Name of a metric in the account; never beginning with \"aws:\".\n"
    "custom-metrics = { + (tstr .regexp \"[a-zA-Z0-9:_-]{1,128}\") => [custom-value] }\n\n";

constexpr std::string_view kValuesAndRecord =
    "version = tstr .regexp \"[0-9]+[.][0-9]+\"\n"
    "count = 0..9007199254740991\n"
    "reading = -999999999999999..999999999999999 / float64  ; at most 15 significant digits\n"
    "word = tstr .regexp \"[A-Za-z0-9:_/.-]*\"\n"
    "address = tstr   ; plain IPv4 or IPv6\n"
    "endpoint = tstr  ; ip:port, IPv6 in brackets\n\n"
    "; What mirror topics get: the report, and what its own topic would have said.\n"
    "record = {\n"
    "  \"thing\": tstr,\n"
    "  \"gateway\": tstr,\n"
    "  \"at\": uint,  ; milliseconds since 1970\n"
    "  \"report\": report\n"
    "}\n";

}  // namespace

std::string report_cddl() {
  std::string text(kHead);
  for (const KeyNames names : {KeyNames::long_names, KeyNames::short_names}) {
    text += document_rule(names);
    ReportPart done = ReportPart::report;
    for (const KeyRow& row : key_table()) {
      if (row.in == done || row.in == ReportPart::custom_value) continue;
      done = row.in;
      text += quoted_rule(row.in, names);
    }
  }
  text += kCustomMetrics;
  text += quoted_rule(ReportPart::custom_value, KeyNames::long_names);
  text += kValuesAndRecord;
  return text;
}

}  // namespace gatewarden
