#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <memory>

#include "adapters/modbus/plan/read_plan.hpp"

namespace gatewarden::modbus {

// One read plan per profile and limits, shared by the links.
class PlanCache {
 public:
  std::shared_ptr<const ReadPlan> plan(const std::shared_ptr<const AdapterProfile>& profile,
                                       const PlanLimits& limits);

 private:
  struct Key {
    const AdapterProfile* profile;
    std::uint16_t max_registers, max_gap;
    friend auto operator<=>(const Key&, const Key&) = default;
  };
  std::map<Key, std::weak_ptr<const ReadPlan>> plans_;
};

}  // namespace gatewarden::modbus
