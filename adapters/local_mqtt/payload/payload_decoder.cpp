#include "adapters/local_mqtt/payload/payload_decoder.hpp"

#include <simdjson.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "adapters/local_mqtt/payload/json_values.hpp"

namespace gatewarden::local_mqtt {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

void fail(Reading& reading, Fault fault, const std::string& words) {
  reading.faults.add(fault);
  if (reading.example.empty()) reading.example = words;
}

}  // namespace

class PayloadDecoder::Parser {
 public:
  explicit Parser(std::size_t max_payload)
      : max_payload_(max_payload), dom_(std::max<std::size_t>(max_payload, 1024)) {}

  bool parse(std::string_view payload, Reading& reading, element& document) {
    if (payload.size() > max_payload_) {
      fail(reading, Fault::too_large,
           "a payload of " + std::to_string(payload.size()) + " bytes, over the bound of " +
               std::to_string(max_payload_));
      return false;
    }
    make_room(payload.size());
    std::memcpy(buffer_.data(), payload.data(), payload.size());
    const auto error = dom_.parse(buffer_.data(), payload.size(), false).get(document);
    if (error == simdjson::SUCCESS) return true;
    const bool deep = error == simdjson::DEPTH_ERROR;
    fail(reading, deep ? Fault::too_deep : Fault::not_json,
         deep ? "nested deeper than " + std::to_string(kMaxDepth) + " levels"
              : "not JSON (" + std::to_string(payload.size()) + " bytes)");
    return false;
  }

  // Finds all wanted values before any is handed on.
  bool locate(const PayloadPlan& plan, element document, Reading& reading) {
    ++round_;
    if (visited_.size() < plan.nodes()) visited_.resize(plan.nodes());
    if (found_.size() < plan.metrics().size()) found_.resize(plan.metrics().size());
    if (visit(plan, document, 0)) return true;
    fail(reading, Fault::duplicate_key, "a key that is read stands in it twice");
    return false;
  }

  void settle(const PayloadPlan& plan, PointId first, SteadyTime at, SampleSink& sink,
              Reading& reading) const {
    for (std::uint32_t i = 0; i < plan.metrics().size(); ++i) {
      if (found_[i].round != round_ || found_[i].value.is_null()) continue;
      const PayloadPlan::Metric& metric = plan.metrics()[i];
      if (take(metric, found_[i].value, first + i, at, sink)) {
        ++reading.samples;
      } else {
        fail(reading, Fault::wrong_type,
             (metric.pointer.empty() ? std::string("the payload") : metric.pointer) + " is " +
                 std::string(kind_of(found_[i].value)) + " that does not fit " + metric.name + ", a " +
                 std::string(to_string(metric.type)));
      }
    }
  }

 private:
  struct Found {
    std::uint64_t round = 0;
    element value;
  };

  // In steps: slowly growing payloads do not allocate each time. Without memory the parser refuses
  // the payload like a broken one.
  void make_room(std::size_t size) {
    if (capacity_ > 0 && capacity_ >= size) return;
    const std::size_t wanted =
        std::min(std::max<std::size_t>(size * 2, 1024), std::max<std::size_t>(max_payload_, 1024));
    buffer_.resize(wanted + simdjson::SIMDJSON_PADDING);
    if (dom_.allocate(wanted, kMaxDepth) == simdjson::SUCCESS) capacity_ = wanted;
  }

  // As deep as the plan, not the payload. False: a place was met twice.
  bool visit(const PayloadPlan& plan, element value, std::uint32_t at) {
    if (visited_[at] == round_) return false;
    visited_[at] = round_;
    const PayloadPlan::Node& node = plan.node(at);
    for (auto m = node.first_metric; m != PayloadPlan::kNone; m = plan.metrics()[m].next)
      found_[m] = {round_, value};
    if (node.edges == 0) return true;
    object members;
    if (value.get(members) == simdjson::SUCCESS) {
      for (const auto field : members) {
        const auto* edge = plan.find(node, field.key);
        if (edge != nullptr && !visit(plan, field.value, edge->node)) return false;
      }
      return true;
    }
    array list;
    if (node.array_bound == 0 || value.get(list) != simdjson::SUCCESS) return true;
    std::uint32_t index = 0;
    for (element member : list) {
      if (index == node.array_bound) break;
      const auto* edge = plan.find(node, index++);
      if (edge != nullptr && !visit(plan, member, edge->node)) return false;
    }
    return true;
  }

  static bool take(const PayloadPlan::Metric& metric, element value, PointId point, SteadyTime at,
                   SampleSink& sink) {
    if (metric.type == MetricType::number) {
      const auto number = number_of(value);
      if (number) sink.accept(point, *number, at);
      return number.has_value();
    }
    const auto list = list_of(value, metric.type);
    if (list) sink.accept(point, *list, at);
    return list.has_value();
  }

  std::size_t max_payload_;
  std::size_t capacity_ = 0;
  std::vector<char> buffer_;
  simdjson::dom::parser dom_;
  std::uint64_t round_ = 0;
  std::vector<std::uint64_t> visited_;  // per node: the last round that met it
  std::vector<Found> found_;            // per metric
};

PayloadDecoder::PayloadDecoder(std::size_t max_payload) : parser_(std::make_unique<Parser>(max_payload)) {}
PayloadDecoder::~PayloadDecoder() = default;

Reading PayloadDecoder::decode(const PayloadPlan& plan, std::string_view payload, PointId first,
                               SteadyTime at, SampleSink& sink) {
  Reading reading;
  element document;
  if (parser_->parse(payload, reading, document) && parser_->locate(plan, document, reading)) {
    parser_->settle(plan, first, at, sink, reading);
  }
  return reading;
}

}  // namespace gatewarden::local_mqtt
