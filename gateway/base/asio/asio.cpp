// What Boost.Asio does out of line, compiled once (BOOST_ASIO_SEPARATE_COMPILATION)
// instead of in each of the sources that use it.
#include <boost/asio/impl/src.hpp>
