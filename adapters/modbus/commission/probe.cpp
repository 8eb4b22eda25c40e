#include "adapters/modbus/commission/probe.hpp"

#include <algorithm>
#include <utility>

#include "adapters/modbus/wire/request_text.hpp"

namespace gatewarden::modbus {
namespace {

constexpr unsigned kMaxSilences = 8;  // each costs a time-out

// Exception 1 is about the whole table. `heard`: the unit answered before, so what it ignores is the read.
bool is_divided(const Answer& answer, const Range& range, bool heard) {
  if (range.count == 1) return false;
  if (answer.kind != Answer::Kind::answered || is_gateways_own(answer.response)) return heard;
  return !answer.is_exception() || answer.response.exception != kIllegalFunction;
}

bool continues(const Range& before, const Range& range) {
  return before.table == range.table && before.end() == range.first;
}

// Answers pack bits from the lowest: only whole bytes can be joined.
bool can_join(const ProbedBlock& before, const Range& range, bool has_later) {
  return continues(before.range, range) && before.later.empty() != has_later &&
         (!is_bits(range.table) || before.range.count % 8 == 0) && before.range.count + range.count < 65536;
}

void append(std::vector<std::uint8_t>& to, const std::vector<std::uint8_t>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

}  // namespace

Probe::Probe(RequestClient& client, Clock& clock, ProbeOptions options, std::function<void()> done)
    : client_(client),
      clock_(clock),
      options_(std::move(options)),
      done_(std::move(done)),
      timer_(clock.timer([this] { next_again(); })) {
  for (const std::uint8_t unit : options_.units) {
    units_.emplace_back();
    units_.back().unit = unit;
  }
}

void Probe::start() {
  began_ = clock_.now();
  plan(0);
  next();
}

// Reads as large as the device takes, the first one last.
void Probe::plan(std::size_t unit) {
  unit_ = unit;
  silences_ = 0;
  pending_.clear();
  for (const Range& range : options_.ranges) {
    const std::uint32_t most = is_bits(range.table) ? kMaxBits : std::uint32_t{options_.max_registers};
    for (std::uint32_t first = range.first; first < range.end(); first += most) {
      const auto count = static_cast<std::uint16_t>(std::min(most, range.end() - first));
      pending_.push_back({range.table, static_cast<std::uint16_t>(first), count});
    }
  }
  std::reverse(pending_.begin(), pending_.end());
}

void Probe::next() {
  if (!pending_.empty()) {
    const Range range = pending_.back();
    pending_.pop_back();
    return client_.ask(units_[unit_].unit, range, options_.repeats,
                       [this, range](const Answer& answer) { answered(range, answer); });
  }
  if (unit_ + 1 < units_.size()) {
    plan(unit_ + 1);
    return next();
  }
  if (options_.again == Duration::zero() || parts_.empty()) return done_();
  timer_->arm(std::max(clock_.now(), began_ + options_.again));
}

void Probe::answered(const Range& range, const Answer& answer) {
  if (answer.kind == Answer::Kind::line_lost) {
    lost_ = Trouble{answer.trouble, answer.why};
    return done_();
  }
  if (answer.has_values()) {
    const auto values = answer.response.values;
    parts_.push_back({unit_, range, {values.begin(), values.end()}, {}});
    silences_ = 0;
  } else if (is_divided(answer, range, heard())) {
    const auto half = static_cast<std::uint16_t>(range.count / 2);
    pending_.push_back({range.table, static_cast<std::uint16_t>(range.first + half),
                        static_cast<std::uint16_t>(range.count - half)});
    pending_.push_back({range.table, range.first, half});
  } else {
    refuse(range, answer);
  }
  next();
}

// The present unit.
bool Probe::heard() const {
  return !units_[unit_].refused.empty() || (!parts_.empty() && parts_.back().unit == unit_);
}

void Probe::refuse(const Range& range, const Answer& answer) {
  ProbedUnit& unit = units_[unit_];
  if (!heard() && (is_gateways_own(answer.response) || answer.kind != Answer::Kind::answered)) {
    unit.silent = answer.why;
    pending_.clear();
    return;
  }
  const std::string why = answer.is_exception() ? exception_text(answer.response.exception) : answer.why;
  Range refused = range;
  silences_ = answer.kind == Answer::Kind::answered ? 0 : silences_ + 1;
  const bool not_this_table = answer.is_exception() && answer.response.exception == kIllegalFunction;
  if (not_this_table || silences_ == kMaxSilences) {  // nor the rest of it
    while (!pending_.empty() && pending_.back().table == range.table) {
      refused.count = static_cast<std::uint16_t>(pending_.back().end() - refused.first);
      pending_.pop_back();
    }
    silences_ = 0;
  }
  if (!unit.refused.empty() && unit.refused.back().why == why &&
      continues(unit.refused.back().range, refused)) {
    unit.refused.back().range.count =
        static_cast<std::uint16_t>(unit.refused.back().range.count + refused.count);
  } else {
    unit.refused.push_back({refused, why});
  }
}

void Probe::next_again() {
  if (part_ == parts_.size()) return done_();
  const Part& part = parts_[part_];
  client_.ask(units_[part.unit].unit, part.range, options_.repeats, [this](const Answer& answer) {
    if (answer.kind == Answer::Kind::line_lost) return done_();  // the first reading stands
    if (answer.has_values()) {
      parts_[part_].later.assign(answer.response.values.begin(), answer.response.values.end());
    }
    ++part_;
    next_again();
  });
}

std::vector<ProbedUnit> Probe::units() const {
  std::vector<ProbedUnit> units = units_;
  for (const Part& part : parts_) {
    auto& blocks = units[part.unit].blocks;
    if (!blocks.empty() && can_join(blocks.back(), part.range, !part.later.empty())) {
      ProbedBlock& block = blocks.back();
      block.range.count = static_cast<std::uint16_t>(block.range.count + part.range.count);
      append(block.bytes, part.bytes);
      append(block.later, part.later);
    } else {
      blocks.push_back({part.range, part.bytes, part.later});
    }
  }
  return units;
}

}  // namespace gatewarden::modbus
