#include "gateway/app/connect/reach.hpp"

#include <algorithm>
#include <utility>

#include "gateway/base/duration_text.hpp"

namespace gatewarden::app {
namespace {

using Verdict = Step::Verdict;

std::string milliseconds(Duration time) {
  return std::to_string(std::chrono::ceil<std::chrono::milliseconds>(time).count()) + " ms";
}

}  // namespace

Reach::Reach(boost::asio::io_context& io, Clock& clock, mqtt::Target target, mqtt::Hosts hosts, Tell tell,
             std::function<void(bool)> done)
    : io_(io),
      clock_(clock),
      target_(std::move(target)),
      tell_(std::move(tell)),
      done_(std::move(done)),
      lookup_(io, NameLookups::Asker::uplink, std::move(hosts)),
      deadline_(clock.timer([this] { finish(); })) {}

Reach::~Reach() {
  lookup_.cancel();
  for (const Trial& trial : trials_) trial.connection->close();
}

// Whose name is looked up: a proxy looks up the broker's itself.
std::string Reach::who() const { return target_.proxy ? target_.proxy->host : target_.host; }

void Reach::start() {
  lookup_.start(who(), target_.proxy ? target_.proxy->port : target_.port, target_.connect_timeout,
                [this](const mqtt::Addresses& found, const std::string& why) { looked_up(found, why); });
}

void Reach::looked_up(const mqtt::Addresses& found, const std::string& why) {
  if (found.empty()) {
    tell_({Verdict::fail, "name", "the name " + who() + " cannot be looked up: " + why,
           "is it spelt right, and does this machine reach its name servers (/etc/resolv.conf)?"});
    return done_(false);
  }
  tell_({Verdict::pass, "name",
         who() + " has " + std::to_string(found.size()) + (found.size() == 1 ? " address" : " addresses")});
  began_ = clock_.now();
  deadline_->arm(began_ + target_.connect_timeout);
  trials_.resize(std::min(found.size(), kMostAddresses));
  for (std::size_t i = 0; i < trials_.size(); ++i) {
    trials_[i].connection = std::make_shared<Connection>(io_, target_, found[i]);
    trials_[i].connection->open([this, i] { trials_[i].stood = clock_.now(); },
                                [this, i](const auto& failure) { opened(i, failure); });
  }
}

void Reach::opened(std::size_t index, const std::optional<Connection::Failure>& failure) {
  trials_[index].over = true;
  if (failure) trials_[index].failure = failure->why;
  if (std::all_of(trials_.begin(), trials_.end(), [](const Trial& trial) { return trial.over; })) finish();
}

bool Reach::any_reached(Connection::Step step) const {
  return std::any_of(trials_.begin(), trials_.end(),
                     [step](const Trial& trial) { return trial.connection->step() >= step; });
}

// Of those that are not over, silence is the failure.
void Reach::finish() {
  deadline_->cancel();
  for (Trial& trial : trials_) {
    if (!trial.over) trial.failure = "no answer within " + gatewarden::to_text(target_.connect_timeout);
  }
  const bool tcp = any_reached(Connection::Step::tcp);
  tell_of_tcp(tcp);
  if (tcp && target_.proxy) tell_of_tunnels();
  if (any_reached(Connection::Step::tunnel)) tell_of_tls();
  done_(any_reached(Connection::Step::open));
}

void Reach::tell_of_tcp(bool any) {
  const std::string port = std::to_string(target_.proxy ? target_.proxy->port : target_.port);
  for (const Trial& trial : trials_) {
    const std::string at = trial.connection->address_text() + " port " + port;
    if (trial.connection->step() != Connection::Step::nothing) {
      tell_({Verdict::pass, "tcp", at + " answers in " + milliseconds(trial.stood - began_)});
    } else if (any) {
      tell_({Verdict::note, "tcp", at + ": " + trial.failure + "; the gateway tries the others"});
    } else {
      tell_({Verdict::fail, "tcp", at + ": " + trial.failure,
             "does a firewall let port " + port + " out, and is it the right one?" +
                 (target_.proxy ? "" : " AWS IoT takes 443, too; `proxy` names an HTTP proxy")});
    }
  }
}

void Reach::tell_of_tunnels() {
  const std::string name = host_and_port(target_.proxy->host, target_.proxy->port);
  if (any_reached(Connection::Step::tunnel))
    return tell_({Verdict::pass, "proxy", name + " connects to " + endpoint_of(target_)});
  for (const Trial& trial : trials_) {
    if (trial.connection->step() != Connection::Step::tcp) continue;
    return tell_({Verdict::fail, "proxy", trial.failure,
                  "the proxy must permit CONNECT to " + endpoint_of(target_) +
                      "; where it asks who we are, give proxy_username and proxy_password_file"});
  }
}

void Reach::tell_of_tls() {
  const bool any = any_reached(Connection::Step::open);
  std::vector<std::string> said;
  for (const Trial& trial : trials_) {
    if (trial.connection->step() < Connection::Step::tunnel) continue;
    const bool open = trial.connection->step() == Connection::Step::open;
    const std::string words = open ? trial.connection->security() : trial.failure;
    if (std::find(said.begin(), said.end(), words) != said.end()) continue;
    said.push_back(words);
    if (open) {
      tell_({target_.tls ? Verdict::pass : Verdict::note, "tls", words});
    } else {
      tell_(
          {any ? Verdict::note : Verdict::fail, "tls", words,
           "the endpoint must be named as its certificate names it, `ca` must have the authority that signed it, and "
           "the clock of this machine must be right"});
    }
  }
}

}  // namespace gatewarden::app
