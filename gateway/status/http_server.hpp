// The optional HTTP listener: /metrics for Prometheus, /healthz (the loop is
// alive), /readyz (work can be done).
//
// Meant for loopback or a trusted network: no TLS, no passwords, and nothing but GET and HEAD. One request a
// connection, on the loop's thread; sizes, times and the number of connections are bounded.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "gateway/base/clock.hpp"
#include "gateway/base/result.hpp"
#include "gateway/status/snapshot.hpp"

namespace boost::asio {
class io_context;
}

namespace gatewarden::status {

struct HttpSettings {
  std::string listen;      // "127.0.0.1:9464", "[::1]:9464": an address, no name; port 0 takes a free one
  bool per_child = false;  // /metrics has series for each child
};

// An address and its port; the error says what is wrong and shows a right one.
struct ListenAddress {
  std::string address;
  std::uint16_t port = 0;
};
Result<ListenAddress> parse_listen_address(std::string_view text);

class HttpServer {
 public:
  static constexpr std::size_t kMaxConnections = 32;
  static constexpr std::uint32_t kMaxHeaderBytes = 8192;
  static constexpr Duration kMaxRequestTime = std::chrono::seconds(5);
  static constexpr Duration kMaxPieceTime = std::chrono::seconds(10);
  static constexpr Duration kMaxLinger = std::chrono::seconds(2);

  // `source` and `clock` outlive it.
  static Result<std::unique_ptr<HttpServer>> listen(boost::asio::io_context& io, Clock& clock,
                                                    HttpSettings settings, const StatusSource& source);
  ~HttpServer();

  std::uint16_t port() const;

 private:
  class Server;
  explicit HttpServer(std::shared_ptr<Server> server);
  std::shared_ptr<Server> server_;  // shared with operations under way, which find it closed
};

}  // namespace gatewarden::status
