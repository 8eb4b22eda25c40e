// The HTTP listener as the fleet file wants it, changed as a whole or not at all.
#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>

#include "gateway/base/clock.hpp"
#include "gateway/base/result.hpp"
#include "gateway/config/fleet.hpp"
#include "gateway/status/serve/http_server.hpp"

namespace gatewarden::app {

class HttpListener {
 public:
  // All outlive it.
  HttpListener(boost::asio::io_context& io, Clock& clock, const status::StatusSource& source)
      : io_(io), clock_(clock), source_(source) {}

  // An error leaves it as it was.
  Result<void> apply(const config::Http& wanted);
  void close() { server_.reset(); }

 private:
  Result<std::unique_ptr<status::HttpServer>> listen(const config::Http& wanted);

  boost::asio::io_context& io_;
  Clock& clock_;
  const status::StatusSource& source_;
  config::Http now_;
  std::unique_ptr<status::HttpServer> server_;
};

}  // namespace gatewarden::app
