#include "adapters/local_mqtt/payload/payload_decoder.hpp"

#include <utility>
#include <vector>

#include "adapters/local_mqtt/payload/json_values.hpp"
#include "adapters/local_mqtt/payload/mended_json.hpp"
#include "adapters/local_mqtt/payload/payload_parser.hpp"

namespace gatewarden::local_mqtt {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

constexpr std::size_t kNamed = 3;  // pointers in an error

// "/battery, /temp and 4 more"
std::string wanted_by(const PayloadPlan& plan) {
  std::string pointers;
  std::size_t named = 0;
  for (const PayloadPlan::Metric& metric : plan.metrics()) {
    if (!metric.from_payload) continue;
    if (named == kNamed) return pointers + " and " + std::to_string(plan.wanted() - named) + " more";
    pointers += (named++ > 0 ? ", " : "") + metric.pointer;
  }
  return pointers;
}

Explanation misfit(const PayloadPlan::Metric& metric, element value) {
  return {metric.pointer, (metric.pointer.empty() ? "the payload" : metric.pointer) + " is " +
                              kind_of(value) + " that does not fit " + metric.name + ", a " +
                              std::string(to_string(metric.type))};
}

}  // namespace

class PayloadDecoder::Walk {
 public:
  explicit Walk(std::size_t max_payload) : parser_(max_payload) {}

  // Once for all who read the payload, but for those who alone take plain text.
  bool parse(const PayloadPlan& plan, std::string_view payload, Turn turn, Reading& reading) {
    if (turn == Turn::first || may_be_plain_ != plan.wants_whole()) {
      may_be_plain_ = plan.wants_whole();
      parsed_ = {};
      is_parsed_ = parser_.parse(payload, may_be_plain_, parsed_, document_);
    }
    reading = parsed_;
    return is_parsed_;
  }

  // Finds all wanted values before any is handed on.
  void locate(const PayloadPlan& plan, Reading& reading) {
    round_ += 2;
    if (visited_.size() < plan.nodes()) visited_.resize(plan.nodes());
    if (found_.size() < plan.metrics().size()) found_.resize(plan.metrics().size());
    visit(plan, document_, 0, reading);
  }

  void settle(const PayloadPlan& plan, PointId first, SteadyTime at, SampleSink& sink,
              Reading& reading) const {
    for (std::uint32_t i = 0; i < plan.metrics().size(); ++i) {
      const Found& there = found_[i];
      if (there.round < round_) continue;
      ++reading.found;
      if (there.round > round_) continue;  // twice: counted already
      const PayloadPlan::Metric& metric = plan.metrics()[i];
      if (!there.value.is_null() && take(metric, there.value, first + i, at, sink, reading)) {
        ++reading.samples;
      } else if (there.value.is_null() || lacks_value(there.value, metric.type)) {
        ++reading.missing;
      } else {
        reading.fail(Fault::wrong_type, [&] { return misfit(metric, there.value); });
      }
    }
    reading.has_none = reading.found == 0 && plan.wanted() > 0;
    if (reading.has_none) reading.missing = plan.wanted();
  }

 private:
  // `round` is the walk's round where the value was met, one more where it was met twice.
  struct Found {
    std::uint64_t round = 0;
    element value;
  };

  // As deep as the plan, not the payload.
  void visit(const PayloadPlan& plan, element value, std::uint32_t at, Reading& reading) {
    if (visited_[at] >= round_) return met_again(plan, at, reading);
    visited_[at] = round_;
    const PayloadPlan::Node& node = plan.node(at);
    for (auto m = node.first_metric; m != PayloadPlan::kNone; m = plan.metrics()[m].next)
      found_[m] = {round_, value};
    if (node.edges == 0) return;
    object members;
    if (value.get(members) == simdjson::SUCCESS) {
      for (const auto field : members) {
        const auto* edge = plan.find(node, field.key);
        if (edge != nullptr) visit(plan, field.value, edge->node, reading);
      }
      return;
    }
    array list;
    if (node.array_bound == 0 || value.get(list) != simdjson::SUCCESS) return;
    std::uint32_t index = 0;
    for (element member : list) {
      if (index == node.array_bound) break;
      const auto* edge = plan.find(node, index++);
      if (edge != nullptr) visit(plan, member, edge->node, reading);
    }
  }

  void met_again(const PayloadPlan& plan, std::uint32_t at, Reading& reading) {
    if (visited_[at] > round_) return;  // the third time
    visited_[at] = round_ + 1;
    doubt(plan, plan.node(at));
    reading.fail(Fault::duplicate_key, [&] {
      const std::string place = plan.place(at);
      return Explanation{place, place + " stands in it twice"};
    });
  }
  // Nobody knows which value counts, of a key that stands twice and of what is read below it.
  void doubt(const PayloadPlan& plan, const PayloadPlan::Node& node) {
    for (auto m = node.first_metric; m != PayloadPlan::kNone; m = plan.metrics()[m].next)
      found_[m].round = round_ + 1;
    for (const PayloadPlan::Edge& edge : plan.below(node)) doubt(plan, plan.node(edge.node));
  }

  static bool take(const PayloadPlan::Metric& metric, element value, PointId point, SteadyTime at,
                   SampleSink& sink, Reading& reading) {
    if (metric.type == MetricType::number) {
      const auto number = number_of(value);
      if (number) sink.accept(point, *number, at);
      return number.has_value();
    }
    const auto list = list_of(value, metric.type, reading.members);
    if (list) sink.accept(point, *list, at);
    return list.has_value();
  }

  PayloadParser parser_;
  element document_;
  Reading parsed_;  // what parsing said of it
  bool is_parsed_ = false, may_be_plain_ = false;
  std::uint64_t round_ = 0;             // grows by two
  std::vector<std::uint64_t> visited_;  // per node: the last round that met it, one more if twice
  std::vector<Found> found_;            // per metric
};

PayloadDecoder::PayloadDecoder(std::size_t max_payload) : walk_(std::make_unique<Walk>(max_payload)) {}
PayloadDecoder::~PayloadDecoder() = default;

Reading PayloadDecoder::decode(const PayloadPlan& plan, std::string_view payload, PointId first,
                               SteadyTime at, SampleSink& sink, Turn turn) {
  Reading reading;
  if (!walk_->parse(plan, payload, turn, reading)) return reading;
  walk_->locate(plan, reading);
  walk_->settle(plan, first, at, sink, reading);
  return reading;
}

Explanation none_of(const PayloadPlan& plan, std::string_view payload) {
  std::string wanted = wanted_by(plan);
  std::string words = "`" + piece_of(payload) + "` has none of what is read: " + wanted;
  return {std::move(wanted), std::move(words)};
}

}  // namespace gatewarden::local_mqtt
