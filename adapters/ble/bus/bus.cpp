#include "adapters/ble/bus/bus.hpp"

#include <sdbus-c++/IConnection.h>
#include <sdbus-c++/IProxy.h>
#include <sdbus-c++/Message.h>

#include <boost/asio/post.hpp>
#include <exception>
#include <list>
#include <utility>

#include "adapters/ble/bus/bus_arguments.hpp"
#include "adapters/ble/bus/bus_wait.hpp"
#include "adapters/ble/bus/monitor_tree.hpp"
#include "adapters/ble/bus/open_bus.hpp"

namespace gatewarden::ble {

namespace {

constexpr Backoff::Bounds kPauses{std::chrono::seconds(2), std::chrono::seconds(15), std::chrono::seconds(1)};
constexpr int kAtOnce = 128;  // messages in one turn of the loop

}  // namespace

// Of one connection. In this order: what uses the connection goes before it.
struct Bus::Live {
  struct Pending {
    std::unique_ptr<sdbus::IProxy> proxy;
    bool answered = false;
  };

  std::shared_ptr<sdbus::IConnection> connection;
  std::string owner;  // the service's own name on the bus; empty: it is not there
  std::list<Pending> pending;
  MonitorTrees monitors;
  std::optional<BusWait> wait;

  void sweep() {
    pending.remove_if([](const Pending& each) { return each.answered; });
    monitors.sweep();
  }
  void rearm() {
    const auto poll = connection->getEventLoopPollData();
    wait->arm(poll.events, poll.getRelativeTimeout());
  }
};

struct Bus::Door {
  Bus* bus;

  void take(BusTopic topic, sdbus::Message& message) {
    guarded([&] { topic == BusTopic::owner ? owner_changed(message) : signal(message); });
  }
  void owner_changed(sdbus::Message& message) {
    Reader reader(message);
    reader.text();
    reader.text();
    bus->owner_changed(std::string(reader.text()));
  }
  void signal(sdbus::Message& message) {
    if (message.getSender() != bus->live_->owner) {
      ++bus->counters_["foreign_signals"];
      return;
    }
    const std::string path = message.getPath(), interface = message.getInterfaceName(),
                      member = message.getMemberName();
    Reader reader(message);
    bus->listener_.signal({path, interface, member, reader});
  }
  // The library calls from C code: no exception may pass.
  template <class Take>
  void guarded(Take&& take) {
    if (!bus || !bus->live_) return;
    try {
      take();
    } catch (const std::exception&) {
      if (bus) ++bus->counters_["malformed"];
    }
  }
};

Bus::Bus(boost::asio::io_context& io, Clock& clock, std::string address, BusListener& listener)
    : io_(io),
      clock_(clock),
      address_(std::move(address)),
      listener_(listener),
      door_(std::make_shared<Door>(Door{this})),
      retry_(clock.timer([this] { begin(); })),
      backoff_(kPauses, static_cast<std::uint64_t>(clock.now().time_since_epoch().count())) {}

Bus::~Bus() {
  close();
  door_->bus = nullptr;
}

void Bus::open() {
  running_ = true;
  begin();
}

void Bus::close() {
  running_ = false;
  retry_->cancel();
  retry_at_.reset();
  // Perhaps from inside one of its calls: then pump() holds it.
  live_.reset();
}

void Bus::renew() {
  close();
  listener_.service_went("the connection to the bus is begun anew");
  open();
}

bool Bus::service_is_there() const { return live_ && !live_->owner.empty(); }

std::string Bus::name() const { return live_ ? live_->connection->getUniqueName() : ""; }
void Bus::begin() {
  retry_at_.reset();
  const auto take = [door = std::weak_ptr<Door>(door_)](BusTopic topic, sdbus::Message& message) {
    if (const auto held = door.lock()) held->take(topic, message);
  };
  open_bus(io_, address_, take, [this, door = std::weak_ptr<Door>(door_)](Result<OpenedBus> bus) {
    if (door.expired() || !running_ || live_) return;
    bus ? opened(std::move(*bus)) : failed(bus.error());
  });
}

void Bus::opened(OpenedBus bus) {
  auto live = std::make_shared<Live>();
  live->connection = std::move(bus.connection);
  live->owner = std::move(bus.owner);
  live->wait.emplace(io_, [this] { pump(); });
  const std::string trouble = live->wait->watch(live->connection->getEventLoopPollData().fd);
  if (!trouble.empty()) return failed(trouble);
  live_ = std::move(live);
  backoff_.reset();
  why_.clear();
  if (!live_->owner.empty()) {
    listener_.service_came();
  } else {
    why_ = "bluetoothd is not running (org.bluez is not on the bus)";
    listener_.service_went(why_);
  }
  pump();
}

void Bus::failed(const std::string& why) {
  const Duration pause = backoff_.next();
  why_ = why;
  retry_at_ = clock_.now() + pause;
  retry_->arm(*retry_at_);
  listener_.service_went(why);
}

void Bus::lose(const std::string& why) {
  ++counters_["bus_losses"];
  live_.reset();
  failed("the bus is lost: " + why);
}

void Bus::owner_changed(const std::string& owner) {
  if (owner == live_->owner) return;
  const bool was_there = !live_->owner.empty();
  live_->owner = owner;
  for (Live::Pending& each : live_->pending) each.answered = true;  // by nobody, any more
  live_->monitors.withdraw_all();
  if (was_there) {
    ++counters_["bluetoothd_restarts"];
    why_ = "bluetoothd left the bus: it was stopped, or it crashed";
    listener_.service_went(why_);
  }
  if (!owner.empty() && live_) {
    why_.clear();
    listener_.service_came();
  }
}

void Bus::pump() {
  const auto live = live_;
  if (!live || pumping_) return;
  pumping_ = true;
  std::string broken;
  int left = kAtOnce;
  try {
    while (live_ == live && left > 0 && live->connection->processPendingRequest()) --left;
    if (live_ == live && left > 0) live->rearm();
  } catch (const std::exception& error) {
    broken = error.what();
  }
  pumping_ = false;
  live->sweep();
  if (live_ == live && !broken.empty()) return lose(broken);
  if (left == 0) pump_later();
}

void Bus::pump_later() {
  boost::asio::post(io_, [this, door = std::weak_ptr<Door>(door_)] {
    if (!door.expired()) pump();
  });
}

void Bus::call(const BusCall& call, const Answer& answer) {
  if (!service_is_there()) return;
  Live::Pending& pending = live_->pending.emplace_back();
  try {
    pending.proxy = sdbus::createProxy(*live_->connection, kBluez, call.path);
    auto message = pending.proxy->createMethodCall(call.interface, call.member);
    for (const BusArgument& argument : call.arguments) append(message, argument);
    const auto took = [door = door_, &pending, answer](sdbus::MethodReply& reply, const sdbus::Error* error) {
      if (std::exchange(pending.answered, true)) return;
      door->guarded([&] {
        if (error) {
          const BusError told{error->getName(), error->getMessage()};
          return answer(nullptr, &told);
        }
        Reader reader(reply);
        answer(&reader, nullptr);
      });
    };
    pending.proxy->callMethod(message, took,
                              std::chrono::duration_cast<std::chrono::microseconds>(call.patience));
  } catch (const sdbus::Error& error) {
    pending.answered = true;
    boost::asio::post(io_, [weak = std::weak_ptr<Live>(live_), answer,
                            told = BusError{error.getName(), error.getMessage()}] {
      if (!weak.expired()) answer(nullptr, &told);
    });
  }
  if (!pumping_) pump_later();  // what the library could not send at once, and the time-out
}

bool Bus::offer_monitor(const std::string& root, const std::vector<MonitorPattern>& patterns,
                        std::function<void(bool)> active) {
  if (!service_is_there()) return false;
  const auto guarded = [door = door_, active = std::move(active)](bool is) {
    door->guarded([&] { active(is); });
  };
  return live_->monitors.offer(*live_->connection, root, patterns, guarded);
}

void Bus::withdraw_monitor(const std::string& root) {
  if (live_) live_->monitors.withdraw(root);
}

}  // namespace gatewarden::ble
