// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace generator {

/// CRC-32 as in IEEE 802.3 and zlib.
std::uint32_t crc32(std::string_view text);

/// The text whose CRC-32 is the id of a declaration.
///
/// Takes the declaration on one line, without its `#id` and `;`. Removes optional `true` fields and the marks `{}()<>`,
/// and spells `bytes` as `string` where it is a whole type.
/// Spec: https://core.telegram.org/mtproto/TL-formal#combinator-name
std::string normalised(std::string_view text);

} // namespace generator
