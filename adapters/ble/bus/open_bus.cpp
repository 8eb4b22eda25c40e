#include "adapters/ble/bus/open_bus.hpp"

#include <sdbus-c++/IConnection.h>
#include <sdbus-c++/IProxy.h>
#include <sdbus-c++/Message.h>

#include <chrono>
#include <optional>
#include <utility>

#include "gateway/base/errands.hpp"

namespace gatewarden::ble {

namespace {

constexpr Duration kPatience = std::chrono::seconds(20);
constexpr Errands::Share kBuses{"buses", 4};
constexpr const char* kBusItself = "org.freedesktop.DBus";

struct Match {
  BusTopic topic;
  const char* rule;
};

constexpr Match kMatches[] = {
    {BusTopic::owner,
     "type='signal',sender='org.freedesktop.DBus',interface='org.freedesktop.DBus',member='NameOwnerChanged',arg0='org.bluez'"},
    {BusTopic::signals, "type='signal',sender='org.bluez',interface='org.freedesktop.DBus.ObjectManager'"},
    {BusTopic::signals,
     "type='signal',sender='org.bluez',interface='org.freedesktop.DBus.Properties',member='PropertiesChanged',"
     "path_namespace='/org/bluez'"},
};

std::string owner_of_bluez(sdbus::IConnection& connection) {
  std::string owner;
  try {
    const auto proxy = sdbus::createProxy(connection, kBusItself, "/org/freedesktop/DBus");
    proxy->callMethod("GetNameOwner")
        .onInterface(kBusItself)
        .withArguments(std::string(kBluez))
        .storeResultsTo(owner);
  } catch (const sdbus::Error&) {  // nobody has the name
  }
  return owner;
}

std::string with_remedy(const sdbus::Error& error) {
  std::string why = error.what();
  if (why.find("EACCES") != why.npos || why.find("EPERM") != why.npos ||
      why.find("AccessDenied") != why.npos) {
    why += ": the policy of the bus or the rights of its socket forbid it to this user";
  } else if (why.find("ENOENT") != why.npos || why.find("FileNotFound") != why.npos) {
    why += ": in a container, mount the host's /run/dbus/system_bus_socket";
  }
  return why;
}

using Take = std::function<void(BusTopic, sdbus::Message&)>;

Result<OpenedBus> open_now(const std::string& address, const Take& take) {
  try {
    OpenedBus bus;
    bus.connection = address.empty() ? sdbus::createSystemBusConnection()
                                     : sdbus::createSessionBusConnectionWithAddress(address);
    for (const Match& match : kMatches) {
      const auto taken = [take, topic = match.topic](sdbus::Message& message) { take(topic, message); };
      bus.connection->addMatch(match.rule, taken, sdbus::floating_slot);
    }
    bus.owner = owner_of_bluez(*bus.connection);
    return bus;
  } catch (const sdbus::Error& error) {
    return Error{with_remedy(error)};
  }
}

}  // namespace

void open_bus(boost::asio::io_context& io, const std::string& address, Take take,
              std::function<void(Result<OpenedBus>)> done) {
  run_errand<Result<OpenedBus>>(
      io, kBuses, "bus " + address, kPatience,
      [address, take = std::move(take)] { return open_now(address, take); },
      [done = std::move(done)](std::optional<Result<OpenedBus>> bus) {
        done(bus ? std::move(*bus) : Result<OpenedBus>(Error{"the bus does not answer"}));
      });
}

}  // namespace gatewarden::ble
