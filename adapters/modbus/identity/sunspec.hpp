// Finds the models of a SunSpec device: "SunS" at one of three addresses, then model after model with number
// and length. Pure. Source: SunSpec Alliance, "SunSpec Device Information Model Specification", sections on the
// device information model and the common model (1).
#pragma once

#include <cstdint>
#include <vector>

#include "adapters/modbus/identity/dialogue.hpp"

namespace gatewarden::modbus {

struct SunSpecModel {
  std::uint16_t number = 0;
  std::uint16_t address = 0;  // of its number, a holding register
  std::uint16_t length = 0;   // in registers, without number and length
  friend bool operator==(const SunSpecModel&, const SunSpecModel&) = default;
};

struct SunSpecCommon {
  std::string vendor, product, options, firmware, serial;
  friend bool operator==(const SunSpecCommon&, const SunSpecCommon&) = default;
};

// "inverter, three phases"; empty if unknown.
std::string_view sunspec_model_name(std::uint16_t number);

class SunSpecDialogue final : public Dialogue {
 public:
  enum class Extent : std::uint8_t { common, all_models };
  // `max_registers`: the device's limit of one answer.
  explicit SunSpecDialogue(Extent extent, std::uint16_t max_registers = kMaxRegisters)
      : extent_(extent), most_(max_registers) {}

  std::optional<Request> next() const override;
  void answered(const Response& response) override;
  void unanswered() override;

  bool found() const { return found_; }
  const std::optional<SunSpecCommon>& common() const { return common_; }
  const std::vector<SunSpecModel>& models() const { return models_; }

 private:
  enum class Step : std::uint8_t { mark, header, common, over };
  void try_next_place();
  void take_common(std::span<const std::uint8_t> values);
  void take_header(std::uint16_t number, std::uint16_t length);
  void go_on_behind(const SunSpecModel& model);

  Extent extent_;
  std::uint16_t most_;
  Step step_ = Step::mark;
  std::size_t place_ = 0;
  std::uint32_t address_ = 0;  // of the present header
  bool found_ = false;
  std::vector<std::uint8_t> common_bytes_;  // received so far
  std::optional<SunSpecCommon> common_;
  std::vector<SunSpecModel> models_;
};

}  // namespace gatewarden::modbus
