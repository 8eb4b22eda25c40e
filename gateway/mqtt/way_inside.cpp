#include "gateway/mqtt/way_inside.hpp"

#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

#include "gateway/base/text/errno_words.hpp"

namespace gatewarden::mqtt {
namespace {

const char* remedy(int error) {
  switch (error) {
    case ENETUNREACH:
    case ENETDOWN:
    case EHOSTUNREACH:
      return ": the loopback interface (lo) must be up: ip link set lo up";
    case ETIMEDOUT:
    case ECONNREFUSED:
    case EPERM:
    case EACCES:
      return ": let the machine's firewall pass what comes over the loopback interface (lo)";
    case EADDRINUSE:
    case EADDRNOTAVAIL:
      return ": no port of 127.0.0.1 is free: see who holds them (ss -tanp), or widen net.ipv4.ip_local_port_range";
    default:
      return "";
  }
}

}  // namespace

// Its routes may stay when it goes down, and what is sent is lost without a word: so it is asked itself.
std::string why_no_way_inside() {
  const int socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (socket < 0) return no_way_inside(errno);
  ifreq request{};
  request.ifr_name[0] = 'l';
  request.ifr_name[1] = 'o';
  const bool down = ::ioctl(socket, SIOCGIFFLAGS, &request) == 0 && (request.ifr_flags & IFF_UP) == 0;
  ::close(socket);
  return down ? no_way_inside(ENETDOWN) : "";
}

std::string no_way_inside(int error) {
  return "the MQTT library cannot be reached inside this process: " + errno_words(error) + remedy(error);
}

}  // namespace gatewarden::mqtt
