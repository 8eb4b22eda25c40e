// Looks up a host name without blocking the loop; the caller limits the time. Both client libraries
// call getaddrinfo where it blocks others (Paho: under its global lock); asking first keeps a silent
// name server away from them.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <string>
#include <vector>

namespace gatewarden::mqtt {

// Limits a look-up in the C library to one try of one second per name server (glibc: 5 s, twice). Sets
// RES_OPTIONS for the process unless set. Call it before threads start, as factories do.
void bound_name_lookups();

class NameLookup {
 public:
  explicit NameLookup(boost::asio::io_context& io) : resolver_(io) {}
  // `found` gets numeric addresses in the order to try, or none and why. Never after cancel().
  void start(const std::string& host, std::uint16_t port,
             std::function<void(std::vector<std::string> addresses, std::string why)> found);
  void cancel() { resolver_.cancel(); }

 private:
  boost::asio::ip::tcp::resolver resolver_;
};

}  // namespace gatewarden::mqtt
