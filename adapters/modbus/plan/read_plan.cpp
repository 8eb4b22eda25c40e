#include "adapters/modbus/plan/read_plan.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "adapters/modbus/registers/no_value.hpp"
#include "adapters/modbus/settings/profile_settings.hpp"

namespace gatewarden::modbus {
namespace {

// A value's own interval, if longer than its profile's.
Duration period_of(const ValueSource& from, Duration of_profile) {
  return std::max(from.every.value_or(of_profile), of_profile);
}

// Collects the needs of a profile's values, then sorts by round and place.
class PlanMaker {
 public:
  explicit PlanMaker(const AdapterProfile& profile) {
    const Duration of_profile = profile.every > Duration::zero() ? profile.every : kDefaultEvery;
    for (const std::any& any : profile.from) {
      const auto* from = std::any_cast<ValueSource>(&any);
      if (from && from->in_registers()) plan_.periods.push_back(period_of(*from, of_profile));
    }
    std::sort(plan_.periods.begin(), plan_.periods.end());
    plan_.periods.erase(std::unique(plan_.periods.begin(), plan_.periods.end()), plan_.periods.end());
    if (plan_.periods.size() > kMaxRounds) plan_.periods.resize(kMaxRounds);
    for (std::uint32_t i = 0; i < profile.from.size(); ++i) {
      if (const auto* from = std::any_cast<ValueSource>(&profile.from[i]))
        add(i, *from, period_of(*from, of_profile));
    }
  }

  ReadPlan make(std::shared_ptr<const AdapterProfile> profile, const PlanLimits& of_link) {
    std::stable_sort(wanted_.begin(), wanted_.end(), [](const Wanted& a, const Wanted& b) {
      return std::tie(a.round, a.where) < std::tie(b.round, b.where);
    });
    plan_.wanted.reserve(wanted_.size());
    plan_.points.reserve(wanted_.size());
    for (Wanted& wanted : wanted_) {
      plan_.wanted.push_back(wanted.where);
      plan_.points.push_back(std::move(wanted.point));
    }
    const auto* settings = std::any_cast<ProfileSettings>(&profile->settings);
    const ProfileSettings own = settings ? *settings : ProfileSettings{};
    plan_inspection(own, of_link);
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
    plan_.profile = std::move(profile);
    return std::move(plan_);
  }

 private:
  struct Wanted {
    std::uint8_t round;
    Range where;
    Point point;
  };

  void add(std::uint32_t metric, const ValueSource& from, Duration period) {
    const auto at = std::upper_bound(plan_.periods.begin(), plan_.periods.end(), period);
    if (!from.in_registers()) return add_watched(metric, from);
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
      computed.operands.push_back(add_operand(from, std::nullopt));  // `valid` applies once scaled
    }
    plan_.computed.push_back(std::move(computed));
  }
  void add_watched(std::uint32_t metric, const ValueSource& from) {
    if (from.traffic) plan_.traffic.push_back({metric, *from.traffic});
    if (from.identity) plan_.inspection.identity_metrics.emplace_back(metric, *from.identity);
    if (from.settings) plan_.inspection.settings_metrics.emplace_back(metric, *from.settings);
  }
  // Only if the profile or a metric wants the identity.
  void plan_inspection(const ProfileSettings& own, const PlanLimits& of_link) {
    InspectionPlan& inspection = plan_.inspection;
    inspection.max_registers = own.limits(of_link).max_registers;
    if (own.identity || !inspection.identity_metrics.empty()) {
      const IdentityKeys keys = own.identity.value_or(IdentityKeys{});
      using Way = IdentityDialogue::Way;
      const Way by = keys.registers.empty() ? keys.by.value_or(Way::either) : Way::registers;
      inspection.identity = InspectionPlan::IdentityPlan{keys.every, by, own.identity_registers()};
    }
    if (own.settings) {
      inspection.settings = InspectionPlan::SettingsPlan{own.settings->every, own.settings_reads(of_link)};
    }
  }
  Slot add_slot(const Range& where, ValueShape shape) {
    const auto slot = static_cast<Slot>(plan_.slots++);
    wanted_.push_back({round_, where, {0, RegisterValue(std::move(shape)), slot}});
    return slot;
  }
  Computed::Operand add_operand(const RegisterSource& value, const std::optional<Plausible>& valid) {
    ValueShape shape = value.shape();
    const auto where = value.scale_range();
    shape.valid = where ? std::nullopt : valid;  // `valid` applies once scaled
    Computed::Operand operand{add_slot(value.range(), std::move(shape)), kNoSlot, std::nullopt};
    if (where) {
      operand.valid = valid;
      const auto [known, is_new] =
          exponents_.try_emplace({round_, *where, value.order.value_or(ByteOrder::abcd)}, kNoSlot);
      if (is_new) {
        ValueShape exponent;
        exponent.as = DataType::int16;
        exponent.order = value.order.value_or(ByteOrder::abcd);
        exponent.no_value = {static_cast<std::int64_t>(sunspec_no_value(exponent.as).value())};
        exponent.valid = Plausible{-10, 10};
        known->second = add_slot(*where, std::move(exponent));
      }
      operand.exponent = known->second;
    }
    return operand;
  }

  ReadPlan plan_;
  std::vector<Wanted> wanted_;
  std::uint8_t round_ = 0;
  // Many values share a scale factor.
  std::map<std::tuple<std::uint8_t, Range, ByteOrder>, Slot> exponents_;
};

}  // namespace

ReadPlan make_read_plan(std::shared_ptr<const AdapterProfile> profile, const PlanLimits& limits) {
  PlanMaker maker(*profile);
  return maker.make(std::move(profile), limits);
}

}  // namespace gatewarden::modbus
