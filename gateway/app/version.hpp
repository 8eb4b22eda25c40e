#pragma once

namespace gatewarden::app {

inline constexpr const char* kVersion = GATEWARDEN_VERSION;

}  // namespace gatewarden::app
