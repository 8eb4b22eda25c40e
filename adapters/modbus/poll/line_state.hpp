// The state of a link's line, opened on demand and with back-off, and what the log said of it. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <random>
#include <string>

#include "gateway/base/backoff.hpp"
#include "gateway/base/clock.hpp"

namespace gatewarden::modbus {

class LineState {
 public:
  enum class Phase : std::uint8_t { stopped, closed, opening, open, waiting };

  Phase phase() const { return phase_; }
  bool is(Phase phase) const { return phase_ == phase; }
  // Of opening or waiting.
  SteadyTime deadline() const { return deadline_; }

  void stop() { phase_ = Phase::stopped; }
  void close() { phase_ = Phase::closed; }
  void opening(SteadyTime deadline) { enter(Phase::opening, deadline); }
  void opened();
  // Opened again on demand from `then` on.
  void wait(SteadyTime then) { enter(Phase::waiting, then); }
  // It failed: opened again after a pause.
  void back_off(SteadyTime now, std::mt19937_64& random);

  // Over this connection.
  void answered();
  bool proven() const { return proven_; }
  // The last failure; empty once the line answers.
  const std::string& why() const { return why_; }
  void failed(const std::string& why) { why_ = why; }
  // Whether to log it: once per outage, once per return.
  bool lost_is_news();
  bool answer_is_news();
  // As the log last said.
  bool is_lost() const { return said_ == Said::lost; }

 private:
  enum class Said : std::uint8_t { nothing, answers, lost };
  void enter(Phase phase, SteadyTime deadline);

  Phase phase_ = Phase::stopped;
  SteadyTime deadline_{};
  std::optional<Backoff> backoff_;  // after a failure
  bool proven_ = false;
  Said said_ = Said::nothing;
  std::string why_;
};

}  // namespace gatewarden::modbus
