// Looks a host name up without holding the loop, with a deadline of the caller's. Both client libraries look
// names up with getaddrinfo in a place where it stops others (Paho: under its global lock); asking first
// keeps a silent name server away from them.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <string>
#include <vector>

namespace gatewarden::mqtt {

// Bounds one look-up in the C library: one try of one second per name server (glibc: 5 s, twice). Sets
// RES_OPTIONS for the process unless it is set. Call before there are threads: a factory does.
void bound_name_lookups();

class NameLookup {
 public:
  explicit NameLookup(boost::asio::io_context& io) : resolver_(io) {}
  // `found` gets the numeric addresses in the order to try, or none and why. Not after cancel().
  void start(const std::string& host, std::uint16_t port,
             std::function<void(std::vector<std::string> addresses, std::string why)> found);
  void cancel() { resolver_.cancel(); }

 private:
  boost::asio::ip::tcp::resolver resolver_;
};

}  // namespace gatewarden::mqtt
