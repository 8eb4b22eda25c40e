// What the gateway takes up of its earlier runs.
#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>

#include "gateway/base/clock.hpp"
#include "gateway/store/state_directory.hpp"
#include "gateway/store/store.hpp"

namespace gatewarden::app {

Result<std::unique_ptr<Store>> open_store(boost::asio::io_context& io, const StateDirectory& directory);

// Above every id of the earlier runs; `stored` is what `store` held.
std::uint64_t first_report_id(const Store& store, const StoredState& stored, WallTime now);

}  // namespace gatewarden::app
