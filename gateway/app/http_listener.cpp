#include "gateway/app/http_listener.hpp"

#include "gateway/base/text/host_port.hpp"

namespace gatewarden::app {
namespace {

bool same_port(const std::string& a, const std::string& b) {
  const auto first = parse_host_port(a, 0), second = parse_host_port(b, 0);
  return first && second && first->port == second->port;
}

status::HttpSettings settings_of(const config::Http& wanted) {
  return {.listen = wanted.listen, .per_child = wanted.per_child, .names = wanted.names};
}

}  // namespace

Result<std::unique_ptr<status::HttpServer>> HttpListener::listen(const config::Http& wanted) {
  return status::HttpServer::listen(io_, clock_, settings_of(wanted), source_);
}

Result<void> HttpListener::apply(const config::Http& wanted) {
  if (wanted.listen.empty()) {
    server_.reset();
  } else if (server_ && wanted.listen == now_.listen) {
    server_->change(settings_of(wanted));
  } else {
    auto fresh = listen(wanted);
    if (!fresh && server_ && same_port(wanted.listen, now_.listen)) {
      server_.reset();  // it may itself be in the way: 0.0.0.0 and 127.0.0.1 share their ports
      fresh = listen(wanted);
      if (!fresh) {
        auto again = listen(now_);
        if (!again) return Error{fresh.error() + "; and " + now_.listen + " is lost: " + again.error()};
        server_ = std::move(*again);
      }
    }
    if (!fresh) return Error{fresh.error()};
    server_ = std::move(*fresh);
  }
  now_ = wanted;
  return {};
}

}  // namespace gatewarden::app
