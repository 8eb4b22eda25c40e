#include "gateway/judge/report_judge.hpp"

#include <algorithm>
#include <vector>

namespace gatewarden {
namespace {

// The key of a custom value of this type; empty if custom metrics lack the type.
std::string_view key_of(MetricType type) {
  switch (type) {
    case MetricType::number:
      return "number";
    case MetricType::number_list:
      return "number_list";
    case MetricType::string_list:
      return "string_list";
    case MetricType::ip_list:
      return "ip_list";
    default:
      return {};
  }
}

}  // namespace

void ReportJudge::document(Node& root) {
  part(root, ReportPart::report);
  if (saw_long_ && saw_short_) {
    findings_.unknown("long and short key names must not be mixed", source::kSpecification);
  }
}

std::optional<KeyNames> ReportJudge::names() const {
  if (saw_long_ == saw_short_) return std::nullopt;
  return saw_long_ ? KeyNames::long_names : KeyNames::short_names;
}

void ReportJudge::part(Node& node, ReportPart which) {
  findings_.oddities(node);
  auto* members = std::get_if<Members>(&node.value);
  if (!members) {
    return findings_.add("must be an object", source::kSpecification, Certainty::inferred,
                         Consequence::rejected);
  }
  for (Member& member : *members) {
    if (const KeyRow* row = known_key(member, which)) {
      const FindingLog::Inside inside(findings_, member.key);
      value(member.value, *row);
    }
  }
  duplicates(*members);
  complete(*members, which);
}

const KeyRow* ReportJudge::known_key(Member& member, ReportPart which) {
  const KeyRow* row = find_key(which, member.key);
  if (!row) {
    const FindingLog::Inside inside(findings_, member.key);
    findings_.unknown("is not a key of the document here; an AWS client of 2018 sent two extra ones",
                      source::kSpecification);
    return nullptr;
  }
  if (row->long_name != row->short_name) (member.key == row->long_name ? saw_long_ : saw_short_) = true;
  member.key = row->long_name;
  return row;
}

void ReportJudge::complete(const Members& members, ReportPart which) {
  std::string alternatives;
  std::size_t found = 0;
  bool one_only = false;
  for (const KeyRow& row : rows_in(which)) {
    const bool present = std::any_of(members.begin(), members.end(),
                                     [&row](const Member& member) { return member.key == row.long_name; });
    if (row.need == Need::required && !present) {
      findings_.add("must have the key " + std::string(row.long_name), row.source, Certainty::inferred,
                    Consequence::rejected);
    }
    if (row.need != Need::one_or_more && row.need != Need::exactly_one) continue;
    alternatives += (alternatives.empty() ? "" : ", ") + std::string(row.long_name);
    found += present ? 1 : 0;
    one_only = row.need == Need::exactly_one;
  }
  if (!alternatives.empty() && found == 0) {
    findings_.add("must have one of the keys " + alternatives, source::kSpecification, Certainty::inferred,
                  Consequence::rejected);
  } else if (one_only && found > 1) {
    findings_.unknown("must have only one of the keys " + alternatives, source::kSpecification);
  }
}

// RFC 8259 leaves open which of two equal names a reader takes; CBOR calls such a map invalid.
void ReportJudge::duplicates(const Members& members) {
  std::vector<std::string_view> keys;
  keys.reserve(members.size());
  for (const Member& member : members) keys.push_back(member.key);
  std::sort(keys.begin(), keys.end());
  for (auto at = std::adjacent_find(keys.begin(), keys.end()); at != keys.end();) {
    const FindingLog::Inside inside(findings_, *at);
    findings_.unknown("must not be there twice", source::kJson);
    at = std::adjacent_find(std::upper_bound(at, keys.end(), *at), keys.end());
  }
}

void ReportJudge::value(Node& node, const KeyRow& row) {
  if (node.is_null() && row.need != Need::required)
    return findings_.unknown("null: whether that means absent is not said");
  switch (row.shape) {
    case Shape::part:
      return part(node, row.holds);
    case Shape::parts:
      return parts(node, row);
    case Shape::named_metrics:
      return named_metrics(node);
    default:
      return values_.judge(node, row);
  }
}

void ReportJudge::parts(Node& node, const KeyRow& row) {
  findings_.oddities(node);
  auto* elements = std::get_if<Nodes>(&node.value);
  if (!elements) return findings_.broken(row);
  for (std::size_t i = 0; i < elements->size(); ++i) {
    const FindingLog::Inside inside(findings_, i);
    part((*elements)[i], row.holds);
  }
}

void ReportJudge::named_metrics(Node& node) {
  findings_.oddities(node);
  auto* members = std::get_if<Members>(&node.value);
  if (!members) {
    return findings_.add("must be an object", source::kSpecification, Certainty::inferred,
                         Consequence::rejected);
  }
  if (members->empty())
    findings_.unknown("may not be empty: only an empty metrics was seen to be accepted",
                      source::kFreeRtosTest);
  for (Member& member : *members) {
    const FindingLog::Inside inside(findings_, member.key);
    metric(member.key, member.value);
  }
  duplicates(*members);
}

void ReportJudge::metric(const std::string& name, Node& node) {
  if (const auto allowed = check_custom_name(name); !allowed) {
    findings_.add(allowed.error() + ", so no metric of this name exists", source::kApi, Certainty::inferred,
                  Consequence::discarded);
  }
  findings_.oddities(node);
  if (node.is_null()) return findings_.unknown("null: whether that means absent is not said");
  if (node.object()) {
    return findings_.add("must be a list of one value, not the value itself", source::kTroubleshooting,
                         Certainty::stated, Consequence::rejected);
  }
  auto* values = std::get_if<Nodes>(&node.value);
  if (!values) {
    return findings_.add("must be a list of one value", source::kSpecification, Certainty::inferred,
                         Consequence::rejected);
  }
  if (values->size() != 1) findings_.unknown("must be a list of exactly one value", source::kSpecification);
  for (std::size_t i = 0; i < values->size(); ++i) {
    const FindingLog::Inside inside(findings_, i);
    part((*values)[i], ReportPart::custom_value);
    registered(name, (*values)[i]);
  }
}

void ReportJudge::registered(const std::string& name, const Node& value) {
  if (!known_.registered) return;
  const auto metric = known_.registered->find(name);
  if (metric == known_.registered->end())
    return findings_.unknown("the account has no custom metric of this name", source::kApi);
  const std::string_view wanted = key_of(metric->second);
  if (!wanted.empty() && !value.find(wanted)) {
    findings_.unknown("the account has this metric as " + std::string(to_string(metric->second)),
                      source::kApi);
  }
}

}  // namespace gatewarden
