#include "gateway/config/load/build_metric.hpp"

#include <algorithm>

#include "gateway/config/load/any_refused.hpp"
#include "gateway/config/text/spelling.hpp"

namespace gatewarden::config {
namespace {

bool is_list(MetricType type) { return type != MetricType::number; }

const ConfigNode& at(const ConfigNode& map, std::string_view key) {
  const ConfigNode* found = map.find(key);
  return found == nullptr ? map : *found;
}

struct Fitting {
  std::vector<Aggregate> aggregates;  // the usual one first
  std::string subject;                // what they fit
};

Fitting fitting_merges(const MetricSpec& spec, const std::any& from, const Protocol* protocol) {
  if (protocol != nullptr && protocol->aggregates && from.has_value()) {
    const auto told = protocol->aggregates(from);
    if (!told.empty()) return {{told.begin(), told.end()}, "this `from`"};
  }
  Fitting fitting{{}, "a " + std::string(to_string(spec.type))};
  const Aggregate usual = default_aggregate(spec.role, spec.type);
  for (const Aggregate each :
       {Aggregate::last, Aggregate::min, Aggregate::max, Aggregate::mean, Aggregate::sum, Aggregate::count,
        Aggregate::delta, Aggregate::rate, Aggregate::set, Aggregate::list}) {
    if (aggregate_fits(each, spec.type)) fitting.aggregates.push_back(each);
  }
  std::stable_partition(fitting.aggregates.begin(), fitting.aggregates.end(),
                        [&](Aggregate each) { return each == usual; });
  return fitting;
}

bool aggregate_fits_source(const Named<MetricEntry>& metric, const Fitting& fitting, Aggregate aggregate,
                           Problems& problems) {
  const auto& aggregates = fitting.aggregates;
  if (std::find(aggregates.begin(), aggregates.end(), aggregate) != aggregates.end()) return true;
  std::vector<std::string> names;
  for (const Aggregate each : aggregates) names.emplace_back(to_string(each));
  problems.add(problem_with_value(at(metric.entry->value, "aggregate"), "F042",
                                  "does not fit " + fitting.subject + "; these do: " + join(names, ", "),
                                  names.front()));
  return false;
}

// A key that stands there and could not be read: rules about it would only repeat that.
bool unread(const Named<MetricEntry>& metric, std::string_view key, bool has_value) {
  return !has_value && metric.entry->value.find(key) != nullptr;
}

// reachabel: {} is meant as the metric that the gateway knows by itself.
Problem without_source(const Named<MetricEntry>& metric) {
  const std::string own = nearest(metric.name, {"reachable", "seconds_since_seen"});
  Problem problem = problem_missing(metric.entry->value, "from", "F043",
                                    "is missing: where does the device keep this value? Only reachable and "
                                    "seconds_since_seen need none",
                                    "from: { holding: 40 }");
  if (own.empty()) return problem;
  problem.rule = "is missing; did you mean " + own + "?";
  problem.place = metric.entry->key_place();
  problem.path = metric.entry->value.path();
  problem.example = own + ": {}";
  problem.repairs = true;
  return problem;
}

bool source_fits(const Named<MetricEntry>& metric, MetricRole role, Problems& problems) {
  if (is_own(role) && metric.value.from != nullptr) {
    Problem problem =
        problem_at(*metric.entry, "F043", "the gateway knows " + metric.name + " by itself: no from: here",
                   metric.name + ": {}");
    problem.repairs = true;
    problems.add(std::move(problem));
    return false;
  }
  if (!is_own(role) && metric.value.from == nullptr) {
    if (!any_refused(metric.entry->value, {"from"}, problems)) problems.add(without_source(metric));
    return false;
  }
  return true;
}

// What the source gives must be what is reported; a list may be of its numbers.
bool source_gives(const Named<MetricEntry>& metric, MetricType given, MetricType type, Problems& problems) {
  if (type == given || (type == MetricType::number_list && given == MetricType::number)) return true;
  const std::string gives(to_string(given));
  problems.add(problem_at(
      at(metric.entry->value, metric.value.type ? "type" : "from"), "F044",
      "what is read there is a " + gives + " and never becomes " + std::string(to_string(type)),
      metric.value.type ? "type: " + gives : "a name of its own: my_" + metric.name + ": { from: { ... } }"));
  return false;
}

bool type_fits(const Named<MetricEntry>& metric, MetricRole role, const std::any& from,
               const Protocol* protocol, MetricType& type, Problems& problems) {
  const auto forced = type_of(role);
  if (metric.value.type && forced && *metric.value.type != *forced) {
    problems.add(
        problem_with_repair(at(metric.entry->value, "type"), "F044",
                            "the standard metric " + metric.name + " has a type of its own; leave type: out",
                            std::string(to_string(*forced))));
    return false;
  }
  std::optional<MetricType> given;
  if (protocol != nullptr && protocol->yields && from.has_value()) given = protocol->yields(from);
  type = given.value_or(MetricType::number);
  if (forced) type = *forced;
  if (metric.value.type) type = *metric.value.type;
  if (role == MetricRole::custom && (type == MetricType::ports || type == MetricType::connections)) {
    problems.add(problem_with_value(at(metric.entry->value, "type"), "F044",
                                    "AWS has no custom metrics of type " + std::string(to_string(type)) +
                                        "; they are the standard metrics listening_tcp_ports, ...",
                                    "string-list"));
    return false;
  }
  return !given || source_gives(metric, *given, type, problems);
}

// Keys without effect on this type or aggregate are mistakes.
bool keys_fit(const Named<MetricEntry>& metric, const MetricSpec& spec, Problems& problems) {
  const std::size_t before = problems.size();
  const auto refuse = [&](std::string_view key, std::string rule) {
    problems.add(problem_at(at(metric.entry->value, key), "F046", std::move(rule)));
  };
  const bool aggregate_known = !unread(metric, "aggregate", metric.value.aggregate.has_value());
  if (metric.value.counter_bits && aggregate_known && spec.aggregate != Aggregate::delta &&
      spec.aggregate != Aggregate::rate) {
    refuse("counter_bits", "only means something with aggregate: delta or rate");
  }
  if (metric.value.strict && spec.type != MetricType::string_list) {
    refuse("strict", "only means something with type: string-list");
  }
  if (metric.value.max_items && !is_list(spec.type)) refuse("max_items", "only means something for lists");
  return problems.size() == before;
}

}  // namespace

std::optional<MetricSpec> build_metric(const Named<MetricEntry>& metric, const std::any& from,
                                       const Protocol* protocol, Problems& problems) {
  MetricSpec spec;
  spec.name = metric.name;
  spec.role = standard_role(metric.name).value_or(MetricRole::custom);
  bool fine = true;
  if (const auto name = check_custom_name(metric.name); spec.role == MetricRole::custom && !name) {
    Problem problem = problem_at(*metric.entry, "F040", name.error());
    problem.value = excerpt(metric.name);
    problems.add(std::move(problem));
    fine = false;
  }
  const auto kind = metric.entry->value.kind();
  if (kind != ConfigNode::Kind::map && kind != ConfigNode::Kind::null)
    return std::nullopt;  // already reported
  fine = source_fits(metric, spec.role, problems) && fine;
  const bool from_unread = metric.value.from != nullptr && !from.has_value();
  const bool type_told = metric.value.type || type_of(spec.role) || !from_unread;
  if (!type_told || unread(metric, "type", metric.value.type.has_value())) return std::nullopt;
  if (!type_fits(metric, spec.role, from, protocol, spec.type, problems)) return std::nullopt;
  const auto fitting = fitting_merges(spec, from, protocol);
  spec.aggregate = metric.value.aggregate.value_or(fitting.aggregates.front());
  if (!aggregate_fits_source(metric, fitting, spec.aggregate, problems)) return std::nullopt;
  fine = keys_fit(metric, spec, problems) && fine;
  if (!fine || !metric.fine) return std::nullopt;
  auto counter_bits = metric.value.counter_bits;
  if (!counter_bits && protocol != nullptr && protocol->counter_bits && from.has_value()) {
    counter_bits = protocol->counter_bits(from);
  }
  spec.counter_bits = static_cast<std::uint8_t>(counter_bits.value_or(spec.counter_bits));
  spec.strict = metric.value.strict.value_or(spec.strict);
  spec.max_items = metric.value.max_items.value_or(spec.max_items);
  return spec;
}

}  // namespace gatewarden::config
