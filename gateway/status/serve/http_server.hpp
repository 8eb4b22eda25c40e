// The optional HTTP listener: /metrics for Prometheus, /healthz (the loop is alive), /readyz (work can be done).
//
// For loopback or a trusted network: no TLS, no passwords, only GET and HEAD. One request per connection, on the
// loop's thread; sizes, times and connections are bounded. Whoever holds connections without a use for them (silent,
// slow, or many of one address) keeps nobody else out: the idle give way, and where none is idle some seats are left for
// /healthz and /readyz. Only who calls the listener by a name of its own is served (served_names.hpp).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/base/result.hpp"
#include "gateway/status/snapshot.hpp"

namespace boost::asio {
class io_context;
}

namespace gatewarden::status {

struct HttpSettings {
  std::string listen;                // address and port (listen_address.hpp); port 0 takes a free one
  bool per_child = false;            // /metrics has series per child
  std::vector<std::string> names{};  // by which it is called besides its address and localhost
};

class HttpServer {
 public:
  static constexpr std::size_t kMaxConnections = 32;
  static constexpr std::size_t kMaxOfAddress = 16;
  static constexpr std::size_t kHealthSeats = 4;  // besides

  // `source` and `clock` outlive it.
  static Result<std::unique_ptr<HttpServer>> listen(boost::asio::io_context& io, Clock& clock,
                                                    HttpSettings settings, const StatusSource& source);
  ~HttpServer();

  std::uint16_t port() const;
  // What may change while it listens: all but `listen`.
  void change(const HttpSettings& settings);

 private:
  class Server;
  explicit HttpServer(std::shared_ptr<Server> server);
  std::shared_ptr<Server> server_;  // shared with pending operations, which find it closed
};

}  // namespace gatewarden::status
