#include "adapters/modbus/read_plan.hpp"

#include <algorithm>

#include "adapters/modbus/modbus_settings.hpp"

namespace gatewarden::modbus {
namespace {

Decoded decode(const RegisterValue& value, const Range& where, const Read& read,
               std::span<const std::uint8_t> bytes) {
  const std::size_t offset = where.first - read.range.first;
  if (is_bits(where.table)) return value.decode_bit((bytes[offset / 8] >> (offset % 8) & 1) != 0);
  return value.decode(bytes.subspan(2 * offset, 2u * where.count));
}

}  // namespace

ReadPlan make_read_plan(std::shared_ptr<const Model> model, const PlanLimits& limits) {
  struct Entry {
    Range where;
    std::uint32_t metric;
    const From* from;
  };
  std::vector<Entry> entries;
  for (std::uint32_t i = 0; i < model->from.size(); ++i) {
    const auto* from = std::any_cast<From>(&model->from[i]);
    if (from) entries.push_back({from->range(), i, from});
  }
  std::stable_sort(entries.begin(), entries.end(),
                   [](const Entry& a, const Entry& b) { return a.where < b.where; });
  ReadPlan plan;
  plan.wanted.reserve(entries.size());
  plan.points.reserve(entries.size());
  for (const Entry& entry : entries) {
    plan.wanted.push_back(entry.where);
    plan.points.push_back({entry.metric, RegisterValue(entry.from->shape())});
  }
  plan.reads = plan_reads(plan.wanted, limits);
  plan.model = std::move(model);
  return plan;
}

Harvest harvest(const ReadPlan& plan, const Read& read, std::span<const std::uint8_t> bytes, PointId first,
                SampleSink& sink, SteadyTime at) {
  Harvest result;
  for (std::uint32_t i = read.first; i < read.first + read.count; ++i) {
    const Point& point = plan.points[i];
    Decoded decoded = decode(point.value, plan.wanted[i], read, bytes);
    switch (decoded.kind) {
      case Decoded::Kind::number:
        sink.accept(first + point.metric, decoded.number, at);
        ++result.values;
        break;
      case Decoded::Kind::text: {
        StringList list;
        list.strings.push_back(std::move(decoded.text));
        sink.accept(first + point.metric, ListValue(std::move(list)), at);
        ++result.values;
        break;
      }
      case Decoded::Kind::missing:
        ++result.missing;
        break;
      case Decoded::Kind::implausible:
        ++result.implausible;
        break;
    }
  }
  return result;
}

std::shared_ptr<const ReadPlan> PlanShelf::plan(const std::shared_ptr<const Model>& model,
                                                const PlanLimits& limits) {
  std::erase_if(plans_, [](const auto& entry) { return entry.second.expired(); });
  std::weak_ptr<const ReadPlan>& place = plans_[{model.get(), limits.max_registers, limits.max_gap}];
  std::shared_ptr<const ReadPlan> plan = place.lock();
  if (!plan) {
    plan = std::make_shared<const ReadPlan>(make_read_plan(model, limits));
    place = plan;
  }
  return plan;
}

}  // namespace gatewarden::modbus
