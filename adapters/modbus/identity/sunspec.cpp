#include "adapters/modbus/identity/sunspec.hpp"

#include "adapters/modbus/registers/device_text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace gatewarden::modbus {
namespace {

// Addresses of the mark, the usual one first.
constexpr std::array<std::uint16_t, 3> kPlaces{40000, 50000, 0};
constexpr std::array<std::uint8_t, 4> kMark{'S', 'u', 'n', 'S'};
constexpr std::uint16_t kCommonModel = 1;
constexpr std::uint16_t kEndModel = 0xFFFF;
constexpr std::uint16_t kCommonRegisters = 64;  // vendor 16, product 16, options 8, firmware 8, serial 16
constexpr std::size_t kMaxModels = 64;          // of one device; some never end

std::uint16_t register_at(std::span<const std::uint8_t> bytes, std::size_t index) {
  return static_cast<std::uint16_t>(bytes[2 * index] << 8 | bytes[2 * index + 1]);
}

SunSpecCommon common_of(std::span<const std::uint8_t> bytes) {
  const auto text = [&](std::size_t first, std::size_t registers) {
    return text_of(bytes.subspan(2 * first, 2 * registers));
  };
  return {text(0, 16), text(16, 16), text(32, 8), text(40, 8), text(48, 16)};
}

}  // namespace

std::string_view sunspec_model_name(std::uint16_t number) {
  static constexpr std::pair<std::uint16_t, std::string_view> kNames[] = {
      {1, "common"},
      {2, "aggregator"},
      {3, "secure read request"},
      {10, "communication interface"},
      {11, "Ethernet link"},
      {12, "IPv4"},
      {101, "inverter, single phase"},
      {102, "inverter, split phase"},
      {103, "inverter, three phases"},
      {111, "inverter, single phase, floats"},
      {112, "inverter, split phase, floats"},
      {113, "inverter, three phases, floats"},
      {120, "nameplate"},
      {121, "basic settings"},
      {122, "extended measurements"},
      {123, "immediate controls"},
      {124, "storage"},
      {160, "multiple MPPT"},
      {201, "meter, single phase"},
      {202, "meter, split phase"},
      {203, "meter, wye, three phases"},
      {204, "meter, delta, three phases"},
      {211, "meter, single phase, floats"},
      {212, "meter, split phase, floats"},
      {213, "meter, wye, three phases, floats"},
      {214, "meter, delta, three phases, floats"},
      {302, "irradiance"},
      {303, "back of module temperature"},
      {307, "base meteorology"},
      {401, "string combiner"},
      {501, "solar module"},
      {701, "DER AC measurement"},
      {802, "battery base"},
      {803, "lithium-ion battery"},
  };
  const auto* known = std::find_if(std::begin(kNames), std::end(kNames),
                                   [&](const auto& each) { return each.first == number; });
  return known == std::end(kNames) ? std::string_view() : known->second;
}

std::optional<Request> SunSpecDialogue::next() const {
  const auto holding = [](std::uint32_t first, std::uint16_t count) {
    return Range{Table::holding_registers, static_cast<std::uint16_t>(first), count};
  };
  switch (step_) {
    case Step::mark:
      return holding(kPlaces[place_], 2);
    case Step::header:
      return holding(address_, 2);
    case Step::common: {
      const auto read = static_cast<std::uint16_t>(common_bytes_.size() / 2);
      return holding(address_ + 2 + read, std::min<std::uint16_t>(kCommonRegisters - read, most_));
    }
    case Step::over:
      break;
  }
  return std::nullopt;
}

void SunSpecDialogue::answered(const Response& response) {
  if (response.kind != Response::Kind::values) return unanswered();
  const auto values = response.values;
  switch (step_) {
    case Step::mark:
      if (!std::equal(values.begin(), values.end(), kMark.begin(), kMark.end())) return try_next_place();
      found_ = true;
      address_ = kPlaces[place_] + 2u;
      step_ = Step::header;
      break;
    case Step::header:
      take_header(register_at(values, 0), register_at(values, 1));
      break;
    case Step::common:
      take_common(values);
      break;
    case Step::over:
      break;
  }
}

// A refused mark may be elsewhere; a broken map ends there.
void SunSpecDialogue::unanswered() {
  if (step_ == Step::mark) return try_next_place();
  step_ = Step::over;
}

void SunSpecDialogue::try_next_place() {
  if (++place_ == kPlaces.size()) step_ = Step::over;
}

void SunSpecDialogue::take_common(std::span<const std::uint8_t> values) {
  common_bytes_.insert(common_bytes_.end(), values.begin(), values.end());
  if (common_bytes_.size() < 2u * kCommonRegisters) return;
  common_ = common_of(common_bytes_);
  extent_ == Extent::common ? void(step_ = Step::over) : go_on_behind(models_.back());
}

void SunSpecDialogue::take_header(std::uint16_t number, std::uint16_t length) {
  if (number == kEndModel || models_.size() == kMaxModels) {
    step_ = Step::over;
    return;
  }
  const SunSpecModel model{number, static_cast<std::uint16_t>(address_), length};
  models_.push_back(model);
  const bool tells_all = number == kCommonModel && length >= kCommonRegisters &&
                         address_ + 2 + kCommonRegisters <= 0x10000 && !common_;
  tells_all ? void(step_ = Step::common) : go_on_behind(model);
}

void SunSpecDialogue::go_on_behind(const SunSpecModel& model) {
  address_ = std::uint32_t{model.address} + 2 + model.length;
  step_ = address_ + 2 <= 0x10000 && model.length > 0 ? Step::header : Step::over;
}

}  // namespace gatewarden::modbus
