#include "gateway/config/parts_section.hpp"

#include <memory>
#include <nlohmann/json.hpp>

#include "gateway/base/text/aws_name.hpp"
#include "gateway/config/keys/custom_type.hpp"
#include "gateway/config/keys/described.hpp"
#include "gateway/config/keys/named.hpp"
#include "gateway/config/keys/read_value.hpp"
#include "gateway/config/text/spelling.hpp"

namespace gatewarden::config {
namespace {

using namespace std::chrono_literals;
using Json = nlohmann::json;

// `count`, or { learn: {...} }.
class UnknownType final : public Type<Unknown> {
 public:
  UnknownType() : map_("Unknown devices", "What becomes of devices that are not listed under children.") {
    Section<Unknown> learn("Learn", "Devices nobody listed become children by themselves.");
    learn.required("profile", &Unknown::profile, text(64), "The profile that learned children get.", "press")
        .required(
            "thing", &Unknown::thing, text(256),
            "The thing name of a learned child: {id} is what the device calls itself, {link} the link's name.",
            "\"plant7-gw:{id}\"")
        .key("at_most", &Unknown::at_most, integer<std::uint32_t>(1, 100'000),
             "No more than so many are learned on this link at a time.", "500")
        .key("per_minute", &Unknown::per_minute, integer<std::uint32_t>(1, 100'000),
             "No more than so many new ones are learned in a minute.", "10")
        .key(
            "replace_after", &Unknown::replace_after, duration(10s, 366 * 24h),
            "A learned device that was not heard for so long gives its place to a new one when at_most is reached.",
            "1d");
    map_.required("learn", &Holder::unknown, as_type(learn), "Take them as children.",
                  "{ profile: press, thing: \"plant7-gw:{id}\" }");
  }
  bool read(const ConfigNode& node, Unknown& out, Problems& problems) const override {
    if (node.kind() == ConfigNode::Kind::scalar) {
      if (node.text() == "count") return true;
      problems.add(problem_with_repair(node, "F024", "must be " + words(), mended(node),
                                       "{ learn: { profile: press, thing: \"plant7-gw:{id}\" } }"));
      return false;
    }
    Holder holder;
    const bool fine = map_.read(node, holder, problems);
    out = holder.unknown;
    out.learn = node.kind() == ConfigNode::Kind::map;
    return fine;
  }
  Json schema() const override {
    Json count;
    count["const"] = "count";
    return detail::any_of(std::move(count), map_.table().schema());
  }
  std::string mended(const ConfigNode& node) const override {
    return node.filled_in() ? "" : nearest(unwrapped(node.text()), {"count"});
  }
  std::string words() const override { return "count, or { learn: ... }"; }
  std::string example() const override { return "count"; }
  std::vector<DescribedSection> describe() const override { return map_.table().describe(); }
  // Null for learning: its keys are no default.
  Json to_json(const Unknown& value) const override { return value.learn ? Json(nullptr) : Json("count"); }

 private:
  struct Holder {
    Unknown unknown;
  };
  Section<Holder> map_;
};

constexpr std::size_t kMaxMetrics = 200;  // per profile

template <class E>
TypeOf<E> choice_among(std::initializer_list<E> all) {
  std::vector<Word> words;
  for (const E each : all) words.push_back(word(to_string(each), each));
  return choice_of<E>(words);
}

TypeOf<MetricType> metric_type() {
  return choice_among({MetricType::number, MetricType::number_list, MetricType::string_list,
                       MetricType::ip_list, MetricType::ports, MetricType::connections});
}

TypeOf<Aggregate> aggregate() {
  return choice_among({Aggregate::last, Aggregate::min, Aggregate::max, Aggregate::mean, Aggregate::sum,
                       Aggregate::count, Aggregate::delta, Aggregate::rate, Aggregate::set, Aggregate::list});
}

// Any protocol's: this key does not tell which.
nlohmann::json from_schema(ProtocolList protocols) {
  auto schemas = nlohmann::json::array();
  for (const Protocol* protocol : protocols) schemas.push_back(protocol->from.schema());
  if (schemas.size() == 1) return schemas.front();
  nlohmann::json either;
  either["anyOf"] = std::move(schemas);
  return either;
}

std::vector<DescribedSection> describe_from(ProtocolList protocols) {
  std::vector<DescribedSection> all;
  for (const Protocol* protocol : protocols) {
    for (DescribedSection& each : protocol->from.describe()) all.push_back(std::move(each));
  }
  return all;
}

TypeOf<const ConfigNode*> map_of_protocol(const AnyType& type) {
  return node_ref([type] { return type.schema(); }, "a map", type.example(),
                  [type] { return type.describe(); });
}

Section<MetricEntry> metric_section(ProtocolList protocols) {
  Section<MetricEntry> metric("Metric", "What one value of the device means.");
  metric
      .key("from", &MetricEntry::from,
           node_ref([protocols] { return from_schema(protocols); }, "the protocol's own keys",
                    protocols.empty() ? "{ ... }" : protocols.front()->from.example(),
                    [protocols] { return describe_from(protocols); }),
           "Where the device keeps the value; left out only for reachable and seconds_since_seen.")
      .key("aggregate", &MetricEntry::aggregate, optional(aggregate()),
           "How the samples between two reports become one value.", "max")
      .key("type", &MetricEntry::type, optional(metric_type()),
           "The type of a custom metric, as AWS knows it; number where left out.", "string-list")
      .key(
          "counter_bits", &MetricEntry::counter_bits,
          optional(choice<int>({{"16", 16}, {"32", 32}, {"64", 64}})),
          "Where the device's counter wraps; for aggregate: delta and rate. Where left out, the width of the registers it is read from, or 64.",
          "32")
      .key("strict", &MetricEntry::strict, optional(boolean()),
           "Drop strings with characters AWS would not keep, instead of replacing those characters by _.")
      .key("max_items", &MetricEntry::max_items, optional(integer<std::uint32_t>(1, kMaxItemsCeiling)),
           "Longer lists are sampled; the total stays true. 50 where left out.", "100");
  return metric;
}

// The section of a metric. Of those the gateway knows by itself it needs no key: reachable: yes is {}.
class MetricSection final : public Type<MetricEntry> {
 public:
  explicit MetricSection(const Section<MetricEntry>& section) : section_(as_type(section)) {}
  bool read(const ConfigNode& node, MetricEntry& out, Problems& problems) const override {
    const bool own = node.kind() == ConfigNode::Kind::scalar && !mended(node).empty();
    if (!own) return section_.read(node, out, problems);
    return detail::wants(node, ConfigNode::Kind::map, *this, problems);
  }
  std::string mended(const ConfigNode& node) const override {
    const auto role = standard_role(node.key());
    return role && is_own(*role) ? section_->mended(node) : "";
  }
  Json to_json(const MetricEntry& metric) const override { return section_->json_of(&metric); }
  Json schema() const override { return section_->schema(); }
  std::string words() const override { return section_->words(); }
  std::string example() const override { return section_->example(); }
  bool is_section() const override { return true; }
  std::vector<DescribedSection> describe() const override { return section_->describe(); }

 private:
  TypeOf<MetricEntry> section_;
};

}  // namespace

Section<LinkEntry> link_section(ProtocolList protocols) {
  Section<LinkEntry> link("Link", "One wire or one broker: its wiring and its timing.");
  std::vector<std::string> names;
  for (const Protocol* protocol : protocols) {
    names.push_back(protocol->name);
    link.key_in(protocol->name, &LinkEntry::protocols, map_of_protocol(protocol->link),
                "A link that speaks " + protocol->name + ".");
  }
  link.key<Unknown>("unknown", &LinkEntry::unknown, std::make_shared<UnknownType>(),
                    "What becomes of devices that are not listed under children: counted, or learned.");
  if (!names.empty()) link.exactly_one_of(names);
  return link;
}

Section<ProfileEntry> profile_section(ProtocolList protocols) {
  Section<ProfileEntry> profile("Profile", "One model of device: which values it has and what they mean.");
  profile.key("every", &ProfileEntry::every, duration(10ms, 24h),
              "Wanted time between two readings of a device; the link's own where left out.");
  std::vector<std::string> names;
  for (const Protocol* protocol : protocols) {
    if (!protocol->profile) continue;
    names.push_back(protocol->name);
    profile.key_in(protocol->name, &ProfileEntry::protocols, map_of_protocol(protocol->profile),
                   "What holds for all values of a device that speaks " + protocol->name + ".");
  }
  if (names.size() > 1) profile.at_most_one_of(names);
  profile.required(
      "metrics", &ProfileEntry::metrics,
      named_map(TypeOf<MetricEntry>(std::make_shared<MetricSection>(metric_section(protocols))), 1,
                kMaxMetrics, NameRule{"", kCustomNamePattern, ""}),
      "The metrics by name. The names of standard metrics (bytes_in, listening_tcp_ports, ...) and of what the gateway knows itself (reachable, seconds_since_seen) mean those; all others are custom metrics.",
      "{ reachable: {} }");
  return profile;
}

}  // namespace gatewarden::config
