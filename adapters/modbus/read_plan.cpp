#include "adapters/modbus/read_plan.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <tuple>

#include "adapters/modbus/profile_settings.hpp"

namespace gatewarden::modbus {
namespace {

Decoded decode(const RegisterValue& value, const Range& where, const Read& read,
               std::span<const std::uint8_t> bytes) {
  const std::size_t offset = where.first - read.range.first;
  if (is_bits(where.table)) return value.decode_bit((bytes[offset / 8] >> (offset % 8) & 1) != 0);
  return value.decode(bytes.subspan(2 * offset, 2u * where.count));
}

// A value's own period where it has one that is longer than its model's.
Duration period_of(const From& from, Duration of_model) {
  return std::max(from.every.value_or(of_model), of_model);
}

// Collects what a model's values need, then lays it out by round and place.
class PlanMaker {
 public:
  explicit PlanMaker(const Model& model) {
    const Duration of_model = model.every > Duration::zero() ? model.every : kDefaultEvery;
    for (const std::any& any : model.from) {
      const auto* from = std::any_cast<From>(&any);
      if (from && from->in_registers()) plan_.periods.push_back(period_of(*from, of_model));
    }
    std::sort(plan_.periods.begin(), plan_.periods.end());
    plan_.periods.erase(std::unique(plan_.periods.begin(), plan_.periods.end()), plan_.periods.end());
    if (plan_.periods.size() > kMostRounds) plan_.periods.resize(kMostRounds);
    for (std::uint32_t i = 0; i < model.from.size(); ++i) {
      if (const auto* from = std::any_cast<From>(&model.from[i])) add(i, *from, period_of(*from, of_model));
    }
  }

  ReadPlan make(std::shared_ptr<const Model> model, const PlanLimits& of_link) {
    std::stable_sort(wanted_.begin(), wanted_.end(), [](const Wanted& a, const Wanted& b) {
      return std::tie(a.round, a.where) < std::tie(b.round, b.where);
    });
    plan_.wanted.reserve(wanted_.size());
    plan_.points.reserve(wanted_.size());
    for (Wanted& wanted : wanted_) {
      plan_.wanted.push_back(wanted.where);
      plan_.points.push_back(std::move(wanted.point));
    }
    const auto* settings = std::any_cast<ProfileSettings>(&model->settings);
    const ProfileSettings own = settings ? *settings : ProfileSettings{};
    const auto sensitive = own.sensitive();
    for (std::uint32_t from = 0; from < wanted_.size();) {
      std::uint32_t to = from;
      while (to < wanted_.size() && wanted_[to].round == wanted_[from].round) ++to;
      const auto of_round = std::span<const Range>(plan_.wanted).subspan(from, to - from);
      for (Read read : plan_reads(of_round, own.limits(of_link), sensitive)) {
        read.first += from;
        read.round = wanted_[from].round;
        plan_.reads.push_back(read);
      }
      from = to;
    }
    plan_.model = std::move(model);
    return std::move(plan_);
  }

 private:
  struct Wanted {
    std::uint8_t round;
    Range where;
    Point point;
  };

  void add(std::uint32_t metric, const From& from, Duration period) {
    const auto at = std::upper_bound(plan_.periods.begin(), plan_.periods.end(), period);
    if (from.traffic) {
      plan_.traffic.push_back({metric, *from.traffic});
      return;
    }
    round_ = static_cast<std::uint8_t>(at - plan_.periods.begin() - 1);
    if (!from.compute && !from.scale_from) {
      wanted_.push_back({round_, from.range(), {metric, RegisterValue(from.shape())}});
      return;
    }
    Computed computed{metric, round_, {}, std::nullopt, from.valid};
    if (from.compute) {
      computed.expression = from.expression();
      for (const auto& [name, operand] : from.of)
        computed.operands.push_back(add_operand(operand, operand.valid));
    } else {
      computed.operands.push_back(add_operand(from, std::nullopt));  // plausible once it is scaled
    }
    plan_.computed.push_back(std::move(computed));
  }
  Slot add_slot(const Range& where, ValueShape shape) {
    const auto slot = static_cast<Slot>(plan_.slots++);
    wanted_.push_back({round_, where, {0, RegisterValue(std::move(shape)), slot}});
    return slot;
  }
  Computed::Operand add_operand(const Registers& value, const std::optional<Plausible>& valid) {
    ValueShape shape = value.shape();
    shape.valid = valid;
    Computed::Operand operand{add_slot(value.range(), std::move(shape))};
    if (const auto where = value.scale_range()) {
      const auto [known, is_new] =
          exponents_.try_emplace({round_, *where, value.order.value_or(Order::abcd)}, kNoSlot);
      if (is_new) {
        ValueShape exponent;
        exponent.as = As::int16;
        exponent.order = value.order.value_or(Order::abcd);
        exponent.no_value = {0x8000};  // SunSpec: not implemented
        exponent.valid = Plausible{-10, 10};
        known->second = add_slot(*where, std::move(exponent));
      }
      operand.exponent = known->second;
    }
    return operand;
  }

  ReadPlan plan_;
  std::vector<Wanted> wanted_;
  std::uint8_t round_ = 0;                                            // of the value that is being added
  std::map<std::tuple<std::uint8_t, Range, Order>, Slot> exponents_;  // one scale factor serves many values
};

// value * 10^exponent; divides by the power where it is a fraction, so that 2301 becomes 230.1.
double scaled(double value, double exponent) {
  if (std::isnan(exponent)) return exponent;
  static constexpr double kPowers[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10};
  const double power = kPowers[static_cast<std::size_t>(std::abs(exponent))];
  return exponent < 0 ? value / power : value * power;
}

double result(const Computed& computed, std::span<const double> slots) {
  std::array<double, kMostOperands> operands;
  for (std::size_t i = 0; i < computed.operands.size(); ++i) {
    const auto [value, exponent] = computed.operands[i];
    operands[i] = exponent == kNoSlot ? slots[value] : scaled(slots[value], slots[exponent]);
  }
  return computed.expression ? computed.expression->value(std::span(operands).first(computed.operands.size()))
                             : operands[0];
}

// What a value read for others leaves in its slot.
double operand_of(const Decoded& decoded) {
  return decoded.kind == Decoded::Kind::number ? decoded.number.as_double()
                                               : std::numeric_limits<double>::quiet_NaN();
}

void hand_on(std::vector<std::string> strings, PointId point, SampleSink& sink, SteadyTime at) {
  StringList list;
  list.strings = std::move(strings);
  sink.accept(point, ListValue(std::move(list)), at);
}

}  // namespace

ReadPlan make_read_plan(std::shared_ptr<const Model> model, const PlanLimits& limits) {
  PlanMaker maker(*model);
  return maker.make(std::move(model), limits);
}

Harvest harvest(const ReadPlan& plan, const Read& read, std::span<const std::uint8_t> bytes, PointId first,
                SampleSink& sink, SteadyTime at, std::span<double> slots) {
  Harvest harvested;
  for (std::uint32_t i = read.first; i < read.first + read.count; ++i) {
    const Point& point = plan.points[i];
    Decoded decoded = decode(point.value, plan.wanted[i], read, bytes);
    if (point.slot != kNoSlot) {
      slots[point.slot] = operand_of(decoded);
      if (decoded.kind == Decoded::Kind::implausible) ++harvested.implausible;
      continue;
    }
    switch (decoded.kind) {
      case Decoded::Kind::number:
        sink.accept(first + point.metric, decoded.number, at);
        ++harvested.values;
        break;
      case Decoded::Kind::text:
        decoded.flags.push_back(std::move(decoded.text));
        [[fallthrough]];
      case Decoded::Kind::flags:
        hand_on(std::move(decoded.flags), first + point.metric, sink, at);
        ++harvested.values;
        break;
      case Decoded::Kind::missing:
        ++harvested.missing;
        break;
      case Decoded::Kind::implausible:
        ++harvested.implausible;
        break;
    }
  }
  return harvested;
}

Harvest harvest_computed(const ReadPlan& plan, Rounds rounds, PointId first, SampleSink& sink, SteadyTime at,
                         std::span<const double> slots) {
  Harvest harvested;
  for (const Computed& computed : plan.computed) {
    if ((rounds >> computed.round & 1u) == 0) continue;
    const double value = result(computed, slots);
    if (!std::isfinite(value)) {
      ++harvested.missing;
    } else if (computed.valid && !computed.valid->holds(value)) {
      ++harvested.implausible;
    } else {
      sink.accept(first + computed.metric, Number::real(value), at);
      ++harvested.values;
    }
  }
  return harvested;
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
