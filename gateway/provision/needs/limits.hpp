// Limits of what is set up once, each with its source; those that reports meet are in gateway/wire/limits.hpp.
#pragma once

#include <cstddef>
#include <cstdint>

namespace gatewarden::limits {

// Policies of a certificate (Core quotas); kPolicyCharacters is each one's size.
inline constexpr std::size_t kPoliciesPerPrincipal = 10;
// Calls a second of CreateThing and of AddThingToThingGroup, each. Adjustable (Device Management quotas).
inline constexpr std::uint32_t kThingCallsPerSecond = 100;
inline constexpr std::uint32_t kThingGroupsPerThing = 10;

// A CloudFormation template: resources, bytes of one passed inline, and of one in S3 (CloudFormation quotas).
inline constexpr std::size_t kTemplateResources = 500;
inline constexpr std::size_t kTemplateBytesInline = 51'200;
inline constexpr std::size_t kTemplateBytes = 1'000'000;

}  // namespace gatewarden::limits
