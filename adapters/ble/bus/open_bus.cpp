#include "adapters/ble/bus/open_bus.hpp"

#include <sdbus-c++/IConnection.h>
#include <sdbus-c++/IProxy.h>
#include <sdbus-c++/Message.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <optional>
#include <string_view>
#include <utility>

#include "gateway/base/errands.hpp"
#include "gateway/base/text/errno_words.hpp"

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

std::string with_remedy(std::string why) {
  if (why.find("EACCES") != why.npos || why.find("Permission denied") != why.npos ||
      why.find("AccessDenied") != why.npos) {
    why += ": the policy of the bus or the rights of its socket forbid it to this user";
  } else if (why.find("ENOENT") != why.npos || why.find("No such file") != why.npos) {
    why += ": in a container, mount the host's /run/dbus/system_bus_socket";
  }
  return why;
}

// Whether somebody listens at "unix:path=..."; of other addresses nobody knows. The library loses memory at each attempt that
// fails (sd_bus_open_user_with_address in 1.2), and a bus that is away is tried again for ever.
std::string why_unreachable(const std::string& address) {
  constexpr std::string_view kPath = "unix:path=";
  sockaddr_un peer{};
  const std::string path =
      address.substr(std::min(kPath.size(), address.size()), address.find(',') - kPath.size());
  if (!address.starts_with(kPath) || path.size() >= sizeof peer.sun_path) return "";
  peer.sun_family = AF_UNIX;
  path.copy(peer.sun_path, path.size());
  const int probe = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (probe < 0) return errno_words(errno);
  const bool reached = ::connect(probe, reinterpret_cast<const sockaddr*>(&peer), sizeof peer) == 0;
  const int error = errno;
  ::close(probe);
  return reached ? "" : path + ": " + errno_words(error);
}

using Take = std::function<void(BusTopic, sdbus::Message&)>;

Result<OpenedBus> open_now(const std::string& address, const Take& take) {
  try {
    const std::string unreachable = why_unreachable(address);
    if (!unreachable.empty()) return Error{with_remedy(unreachable)};
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
    return Error{with_remedy(error.what())};
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
