// The way over the loopback interface by which libraries that can only connect are led to us.
#pragma once

#include <string>

namespace gatewarden::mqtt {

// Why there is none now: the interface is down. Empty: there is one.
std::string why_no_way_inside();

// The same from a call on this way that failed, with the remedy. `error`: a value of errno.
std::string no_way_inside(int error);

}  // namespace gatewarden::mqtt
