// The units of a scan in order, and what they are asked. Those that answered late are asked once more. Pure.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "adapters/modbus/wire/pdu.hpp"

namespace gatewarden::modbus {

class ScanOrder {
 public:
  // At least one question.
  ScanOrder(std::vector<std::uint8_t> units, std::vector<Request> questions)
      : units_(std::move(units)), named_(units_.size()), questions_(std::move(questions)) {}

  bool over() const { return asked_ == units_.size(); }
  std::uint8_t present() const { return units_[asked_]; }
  void go_on() { ++asked_; }
  const Request& question() const { return questions_[question_]; }
  // Those asked so far, the present one last.
  std::span<const Request> questions() const { return std::span(questions_).first(question_ + 1); }
  // All units are asked the next question. False: there is none.
  bool ask_otherwise() {
    if (question_ + 1 == questions_.size()) return false;
    ++question_;
    units_.resize(named_);  // who was late to the question before is asked with all
    asked_ = 0;
    return true;
  }
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
  std::vector<Request> questions_;
  std::size_t question_ = 0;
};

}  // namespace gatewarden::modbus
