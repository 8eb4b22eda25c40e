// Sessions whose passwords, keys and certificates are read anew for each connection, on a thread (Errands): a disk that
// does not answer costs that attempt and nothing else. The sessions of `factory` get a Target whose files are in memory.
#pragma once

#include <boost/asio/io_context.hpp>

#include "gateway/mqtt/session.hpp"

namespace gatewarden::mqtt {

SessionFactory reading_files(boost::asio::io_context& io, SessionFactory factory);

}  // namespace gatewarden::mqtt
