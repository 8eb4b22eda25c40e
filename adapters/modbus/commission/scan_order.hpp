// The units of a scan in order; those that answered late are asked again at the end. Pure.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace gatewarden::modbus {

class ScanOrder {
 public:
  explicit ScanOrder(std::vector<std::uint8_t> units) : units_(std::move(units)), named_(units_.size()) {}

  bool over() const { return asked_ == units_.size(); }
  std::uint8_t present() const { return units_[asked_]; }
  void go_on() { ++asked_; }
  std::size_t asked() const { return asked_; }
  std::size_t total() const { return units_.size(); }

  // Each unit once.
  void ask_again(std::uint8_t unit) {
    const auto again = units_.begin() + static_cast<std::ptrdiff_t>(named_);
    if (std::find(again, units_.end(), unit) == units_.end()) units_.push_back(unit);
  }

 private:
  std::vector<std::uint8_t> units_;
  std::size_t named_;  // units of the first round
  std::size_t asked_ = 0;
};

}  // namespace gatewarden::modbus
