// The structure: which keys stand where, which must, how they are spelled. What single values may be
// is in report_judge_values.cpp.
#include "gateway/judge/report_judge.hpp"

#include <algorithm>
#include <vector>

#include "gateway/judge/report_path.hpp"
#include "gateway/registry/thing_name.hpp"
#include "gateway/report/content_rules.hpp"
#include "gateway/wire/limits.hpp"

namespace gatewarden {

void ReportJudge::add(std::string rule, std::string_view source, Certainty certainty,
                      Consequence consequence) {
  if (report_.findings.size() >= kMaxFindings) {
    // A fault must not hide behind a hundred doubts: it takes the last place.
    if (consequence == Consequence::undetermined || report_.soundness() == Soundness::faulty) {
      report_.more_findings = true;
      return;
    }
    report_.findings.pop_back();
    report_.more_findings = true;
  }
  report_.findings.push_back(
      {path_.empty() ? "report" : path_, std::move(rule), source, certainty, consequence});
}

void ReportJudge::broken(const KeyRow& row) {
  add("must be " + std::string(rule_of(row.shape)), row.source, Certainty::inferred, Consequence::rejected);
}

void ReportJudge::unknown(std::string rule, std::string_view source) {
  add(std::move(rule), source, Certainty::unknown, Consequence::undetermined);
}

void ReportJudge::thing(std::string_view name) {
  const Inside inside(path_, "thing name");
  if (name.size() > limits::kThingNameBytes) {
    return add("must have at most 128 bytes", source::kDetect, Certainty::stated, Consequence::rejected);
  }
  if (name.empty() || name.find_first_of("/+#") != std::string_view::npos) {
    return add("must be one topic level, not empty and without / + #", source::kReservedTopics,
               Certainty::inferred, Consequence::not_delivered);
  }
  const auto parsed = ThingName::parse(name, ThingName::Rule::unregistered);
  if (!parsed) {
    add("must be UTF-8 without control characters", source::kDetect, Certainty::stated,
        Consequence::rejected);
  }
}

void ReportJudge::size(std::size_t bytes) {
  if (bytes > limits::kPayloadBytesAtMost) {
    add("must have at most 128 KB", source::kCoreQuotas, Certainty::stated, Consequence::not_delivered);
  } else if (bytes > limits::kPayloadBytes) {
    unknown("must have at most 128 KB; whether 1 KB is 1000 or 1024 bytes is not said", source::kCoreQuotas);
  }
}

void ReportJudge::fault(std::string_view what, Format format) {
  add(std::string(what), format == Format::json ? source::kJson : source::kCbor, Certainty::inferred,
      Consequence::rejected);
}

void ReportJudge::document(Node& root) {
  part(root, ReportPart::report);
  if (saw_long_ && saw_short_) {
    unknown("long and short key names must not be mixed", source::kSpecification);
  } else if (saw_long_ || saw_short_) {
    report_.names = saw_long_ ? KeyNames::long_names : KeyNames::short_names;
  }
}

void ReportJudge::part(Node& node, ReportPart which) {
  oddities(node);
  auto* members = std::get_if<Members>(&node.value);
  if (!members) {
    return add("must be an object", source::kSpecification, Certainty::inferred, Consequence::rejected);
  }
  for (Member& member : *members) {
    if (const KeyRow* row = known_key(member, which)) {
      const Inside inside(path_, member.key);
      value(member.value, *row);
    }
  }
  duplicates(*members);
  complete(*members, which);
}

const KeyRow* ReportJudge::known_key(Member& member, ReportPart which) {
  const KeyRow* row = find_key(which, member.key);
  if (!row) {
    const Inside inside(path_, member.key);
    unknown("is no key of the document here; an AWS client of 2018 sent two extra ones",
            source::kSpecification);
    return nullptr;
  }
  spelled(*row, member.key);
  member.key = row->long_name;
  return row;
}

void ReportJudge::spelled(const KeyRow& row, std::string_view as) {
  if (row.long_name == row.short_name) return;
  (as == row.long_name ? saw_long_ : saw_short_) = true;
}

void ReportJudge::complete(const Members& members, ReportPart which) {
  std::string alternatives;
  std::size_t found = 0;
  bool one_only = false;
  for (const KeyRow& row : rows_in(which)) {
    const bool present = std::any_of(members.begin(), members.end(),
                                     [&row](const Member& member) { return member.key == row.long_name; });
    if (row.need == Need::required && !present) {
      add("must have the key " + std::string(row.long_name), row.source, Certainty::inferred,
          Consequence::rejected);
    }
    if (row.need != Need::one_or_more && row.need != Need::exactly_one) continue;
    alternatives += (alternatives.empty() ? "" : ", ") + std::string(row.long_name);
    found += present ? 1 : 0;
    one_only = row.need == Need::exactly_one;
  }
  if (!alternatives.empty() && found == 0) {
    add("must have one of the keys " + alternatives, source::kSpecification, Certainty::inferred,
        Consequence::rejected);
  } else if (one_only && found > 1) {
    unknown("must have only one of the keys " + alternatives, source::kSpecification);
  }
}

// RFC 8259 leaves open which of two members of one name a reader takes; CBOR calls such a map invalid.
void ReportJudge::duplicates(const Members& members) {
  std::vector<std::string_view> keys;
  keys.reserve(members.size());
  for (const Member& member : members) keys.push_back(member.key);
  std::sort(keys.begin(), keys.end());
  for (auto at = std::adjacent_find(keys.begin(), keys.end()); at != keys.end();) {
    const Inside inside(path_, *at);
    unknown("must not be there twice", source::kJson);
    at = std::adjacent_find(std::upper_bound(at, keys.end(), *at), keys.end());
  }
}

void ReportJudge::parts(Node& node, const KeyRow& row) {
  auto* elements = std::get_if<Nodes>(&node.value);
  if (!elements) return broken(row);
  for (std::size_t i = 0; i < elements->size(); ++i) {
    const Inside inside(path_, i);
    part((*elements)[i], row.holds);
  }
}

void ReportJudge::named_metrics(Node& node) {
  auto* members = std::get_if<Members>(&node.value);
  if (!members) {
    return add("must be an object", source::kSpecification, Certainty::inferred, Consequence::rejected);
  }
  if (members->empty())
    unknown("may not be empty: only an empty metrics was seen to be accepted", source::kFreeRtosTest);
  for (Member& member : *members) {
    const Inside inside(path_, member.key);
    metric(member.key, member.value);
  }
  duplicates(*members);
}

void ReportJudge::metric(const std::string& name, Node& node) {
  if (const auto allowed = check_custom_name(name); !allowed) {
    add(allowed.error() + ", so no metric of this name exists", source::kApi, Certainty::inferred,
        Consequence::discarded);
  }
  oddities(node);
  if (node.is_null()) return unknown("null: whether that means absent is not said");
  if (node.object()) {
    return add("must be a list of one value, not the value itself", source::kTroubleshooting,
               Certainty::stated, Consequence::rejected);
  }
  auto* values = std::get_if<Nodes>(&node.value);
  if (!values) {
    return add("must be a list of one value", source::kSpecification, Certainty::inferred,
               Consequence::rejected);
  }
  if (values->size() != 1) unknown("must be a list of exactly one value", source::kSpecification);
  for (std::size_t i = 0; i < values->size(); ++i) {
    const Inside inside(path_, i);
    part((*values)[i], ReportPart::custom_value);
    registered(name, (*values)[i]);
  }
}

void ReportJudge::registered(const std::string& name, const Node& value) {
  if (!known_.registered) return;
  const auto metric = known_.registered->find(name);
  if (metric == known_.registered->end())
    return unknown("the account has no custom metric of this name", source::kApi);
  std::string_view wanted;
  switch (metric->second) {
    case MetricType::number:
      wanted = "number";
      break;
    case MetricType::number_list:
      wanted = "number_list";
      break;
    case MetricType::string_list:
      wanted = "string_list";
      break;
    case MetricType::ip_list:
      wanted = "ip_list";
      break;
    default:
      return;
  }
  if (!value.find(wanted)) {
    unknown("the account has this metric as " + std::string(to_string(metric->second)), source::kApi);
  }
}

}  // namespace gatewarden
