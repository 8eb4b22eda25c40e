#include "gateway/mqtt/connection/broker_dial.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>

#include "gateway/tls/tls_context.hpp"

namespace gatewarden::mqtt {
namespace {

using Step = BrokerConnection::Step;
constexpr std::size_t kShownFailures = 6;

const char* words_of_silence(Step reached, const Target& target) {
  if (reached == Step::nothing) return "no answer";
  if (reached == Step::tcp) return target.proxy ? "no answer to CONNECT" : "no TLS greeting";
  return reached == Step::tunnel ? "no end of the TLS handshake" : "no CONNACK";
}

std::string milliseconds(Duration time) {
  return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(time).count()) + " ms";
}

}  // namespace

BrokerDial::BrokerDial(boost::asio::io_context& io, const Target& target,
                       std::shared_ptr<Surroundings> surroundings)
    : io_(io),
      target_(target),
      surroundings_(std::move(surroundings)),
      lookup_(io, surroundings_->asker(), surroundings_->hosts()),
      deadline_(io),
      share_(io) {}

// A proxy looks up the broker's name itself.
std::string BrokerDial::name() const { return target_.proxy ? target_.proxy->host : target_.host; }

void BrokerDial::start(Events events) {
  events_ = std::move(events);
  if (target_.tls) {
    if (auto usable = TlsContext::make(*target_.tls, target_.host); !usable) {
      boost::asio::post(io_, [weak = weak_from_this(), why = usable.error()] {
        if (const auto self = weak.lock()) self->give_up(why);
      });
      return;
    }
  }
  deadline_.expires_after(target_.connect_timeout);
  deadline_.async_wait([weak = weak_from_this()](const boost::system::error_code& cancelled) {
    if (const auto self = weak.lock(); self && !cancelled) self->too_late();
  });
  lookup_.start(name(), target_.proxy ? target_.proxy->port : target_.port, target_.connect_timeout,
                [weak = weak_from_this()](const Addresses& found, const std::string& why) {
                  if (const auto self = weak.lock()) self->looked_up(found, why);
                });
}

void BrokerDial::looked_up(const Addresses& found, const std::string& why) {
  if (!events_.failed) return;
  if (found.empty()) return give_up("the name " + name() + " cannot be looked up: " + why);
  order().found(found, [](const auto& address) { return address.address().is_v6(); });
  untried_ = order().size();
  try_next();
}

void BrokerDial::try_next() {
  if (untried_ == 0 || order().empty()) return give_up(why_none());
  const Duration share = time_for_address(target_.connect_timeout, left(), untried_--);
  trial_ = std::make_shared<BrokerConnection>(io_, target_, order().next());
  limit(share);
  trial_->open(
      [weak = weak_from_this()] {
        if (const auto dial = weak.lock()) dial->limit(dial->left() / 2);
      },
      [weak = weak_from_this()](const std::optional<BrokerConnection::Failure>& failure) {
        const auto dial = weak.lock();
        if (!dial) return;
        if (failure) return dial->trial_failed(*failure);
        dial->share_.cancel();
        if (const auto opened = dial->events_.opened) opened(dial->trial_);
      });
}

// Of this address's time; the last one is limited by the deadline alone.
void BrokerDial::limit(Duration patience) {
  share_.cancel();
  if (untried_ == 0) return;
  share_.expires_after(patience);
  share_.async_wait([weak = weak_from_this()](const boost::system::error_code& cancelled) {
    const auto self = weak.lock();
    if (!self || cancelled || !self->trial_ || self->trial_->step() == Step::open) return;
    self->trial_failed({words_of_silence(self->trial_->step(), self->target_), false});
  });
}

void BrokerDial::trial_failed(const BrokerConnection::Failure& failure) {
  tried_.push_back({trial_->address_text(), failure.why, trial_->step()});
  std::exchange(trial_, nullptr)->close();
  if (failure.answered) return give_up(why_none());
  try_next();
}

void BrokerDial::too_late() {
  if (trial_)
    tried_.push_back({trial_->address_text(), words_of_silence(trial_->step(), target_), trial_->step()});
  const std::string failures = list_of_failures();
  give_up("no connection to " + way_to(target_) + " within " + milliseconds(target_.connect_timeout) +
          " (name look-up, TCP, TLS and CONNACK together)" + (failures.empty() ? "" : ": " + failures));
}

void BrokerDial::greeted() {
  deadline_.cancel();
  if (trial_) order().worked(trial_->address());
  trial_ = nullptr;
}

void BrokerDial::cancel() {
  events_ = {};
  lookup_.cancel();
  deadline_.cancel();
  share_.cancel();
  if (trial_) std::exchange(trial_, nullptr)->close();
}

void BrokerDial::give_up(const std::string& why) {
  const auto self = shared_from_this();
  const auto failed = std::move(events_.failed);
  cancel();
  if (failed) failed(why);
}

Duration BrokerDial::left() const {
  return std::max<Duration>(deadline_.expiry() - std::chrono::steady_clock::now(), Duration::zero());
}

// The failure that came furthest, then the others.
std::string BrokerDial::why_none() const {
  if (tried_.empty()) return "no connection to " + way_to(target_) + ": no address";
  const auto furthest = std::max_element(tried_.begin(), tried_.end(),
                                         [](const Tried& a, const Tried& b) { return a.step < b.step; });
  if (furthest->step == Step::nothing) {
    const std::string peer = target_.proxy
                                 ? "the proxy " + host_and_port(target_.proxy->host, target_.proxy->port)
                                 : endpoint_of(target_);
    return "no connection to " + peer + ": " + list_of_failures();
  }
  if (tried_.size() == 1)
    return furthest->why + (furthest->address == name() ? "" : " (at " + furthest->address + ")");
  return furthest->why + " (at " + furthest->address + "; tried: " + list_of_failures() + ")";
}

// "Connection refused (127.0.0.1); no answer (::1)".
std::string BrokerDial::list_of_failures() const {
  std::string text;
  for (std::size_t i = 0; i < std::min(tried_.size(), kShownFailures); ++i) {
    const Tried& tried = tried_[i];
    text += (i > 0 ? "; " : "") + tried.why + (tried.address == name() ? "" : " (" + tried.address + ")");
  }
  if (tried_.size() > kShownFailures)
    text += " and " + std::to_string(tried_.size() - kShownFailures) + " more";
  return text;
}

}  // namespace gatewarden::mqtt
