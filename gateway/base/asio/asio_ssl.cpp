// The same for its TLS streams.
#include <boost/asio/ssl/impl/src.hpp>
