#pragma once

#include <boost/asio/io_context.hpp>
#include <utility>

#include "gateway/base/clock.hpp"
#include "gateway/greengrass/nucleus.hpp"
#include "gateway/greengrass/token_watch.hpp"

namespace gatewarden::greengrass {

struct Component {
  Component(boost::asio::io_context& loop, Clock& time, Settings wanted, TokenRefused refused)
      : io(loop), clock(time), settings(std::move(wanted)), token_refused(std::move(refused)) {}

  boost::asio::io_context& io;
  Clock& clock;
  const Settings settings;
  const TokenRefused token_refused;
  TokenWatch token;
};

}  // namespace gatewarden::greengrass
