// The line under a link: its stream, its state (line_state.hpp), and its log.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <span>
#include <string>

#include "adapters/modbus/poll/line_state.hpp"
#include "adapters/modbus/settings/link_settings.hpp"
#include "adapters/modbus/transport/stream.hpp"

namespace gatewarden::modbus {

class Line {
 public:
  using Phase = LineState::Phase;

  // `link`, its name, and `settings` outlive it.
  Line(const std::string& link, const LinkSettings& settings, std::unique_ptr<Stream> stream);

  bool is(Phase phase) const { return state_.is(phase); }
  const LineState& state() const { return state_; }
  std::string endpoint() const { return stream_->endpoint(); }
  std::uint64_t refused() const { return stream_->refused(); }

  void stop();
  // Until there is something to ask.
  void close();
  void open(StreamListener& listener, SteadyTime now);
  void opened() { state_.opened(); }
  void send(std::span<const std::uint8_t> bytes) { stream_->send(bytes); }

  // At its deadline. Why it did not open, if so: call fail() next.
  std::optional<std::string> overdue(SteadyTime now);
  // The peer closed it in peace after some answers. Opened again on the next tick with something to ask, so
  // that such a peer does not set the pace. `why`: empty if no request was lost.
  void pause(const std::string& why, SteadyTime now);
  // Opened again after a growing pause.
  void fail(const std::string& why, SteadyTime now, std::mt19937_64& random);
  void answered();

 private:
  void log_loss(const std::string& why);

  const std::string& link_;
  const LinkSettings& settings_;
  std::unique_ptr<Stream> stream_;
  LineState state_;
};

}  // namespace gatewarden::modbus
