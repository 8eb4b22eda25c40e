#include "adapters/modbus/poll/line.hpp"

#include <utility>

#include "gateway/base/duration_text.hpp"
#include "gateway/base/log.hpp"

namespace gatewarden::modbus {

Line::Line(const std::string& link, const LinkSettings& settings, std::unique_ptr<Stream> stream)
    : link_(link), settings_(settings), stream_(std::move(stream)) {}

void Line::stop() {
  stream_->close();
  state_.stop();
}

void Line::close() {
  stream_->close();
  state_.close();
}

void Line::open(StreamListener& listener, SteadyTime now) {
  state_.opening(now + settings_.connect_timeout);
  stream_->open(listener);
}

// A device that dials in is awaited without end, but its absence is logged.
std::optional<std::string> Line::overdue(SteadyTime now) {
  if (now < state_.deadline()) return std::nullopt;
  if (is(Phase::waiting)) state_.close();
  if (!is(Phase::opening)) return std::nullopt;
  const std::string within = " within " + to_text(settings_.connect_timeout);
  if (!settings_.dial_in) return stream_->missing() + within;
  state_.opening(SteadyTime::max());
  log_loss("no device has dialled in" + within);
  return std::nullopt;
}

void Line::pause(const std::string& why, SteadyTime now) {
  stream_->close();
  if (!why.empty()) state_.failed(why);
  state_.wait(now);
}

void Line::fail(const std::string& why, SteadyTime now, std::mt19937_64& random) {
  if (is(Phase::open) && !state_.proven()) stream_->doubt();
  stream_->close();
  state_.back_off(now, random);
  log_loss(why);
}

void Line::answered() {
  if (state_.proven()) return;
  state_.answered();
  if (!state_.answer_is_news()) return;
  log::info("modbus", "link_answered", {{"link", link_}, {"endpoint", endpoint()}});
}

void Line::log_loss(const std::string& why) {
  state_.failed(why);
  if (!state_.lost_is_news()) return;
  log::warning("modbus", "link_lost", {{"link", link_}, {"endpoint", endpoint()}, {"why", why}});
}

}  // namespace gatewarden::modbus
