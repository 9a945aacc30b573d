// SPDX-License-Identifier: MIT
#pragma once

/// Includes everything that generated types need.
///
/// A generated struct is a plain aggregate:
/// ```cpp
/// struct setTyping {
///     using tl_result = bool;                               // constructors: using tl_type = Foo;
///     static constexpr std::uint32_t tl_id = 0x58943ee2;
///     static constexpr std::size_t tl_n = 3;                // data members
///     static constexpr const char* tl_bits = "#.0.";        // only with flags words
///     static constexpr const char* tl_line = "messages.setTyping#58943ee2 flags:# peer:InputPeer ... = Bool";
///     static constexpr callers tl_callers = callers::users_and_bots; // with a file of errors
///     static constexpr const char* tl_errors = "CHANNEL_INVALID,CHANNEL_PRIVATE"; // with a file of errors
///     InputPeer peer{};
///     ::awaitgram::tl::opt<std::int32_t> top_msg_id{};
///     SendMessageAction action{};
/// };
/// ```
/// `tl_bits` has one character for each field on the wire: '#' for a flags word (which is no member: it is computed from the
/// members it announces), '.' for a required member, and '0' + bit for a conditional one, where bit is 32 * word + N.
/// `flags.N?true` is a plain bool, any other conditional field an `opt`. Everything else about the wire follows from the members'
/// types; names, for printing and for errors, come from `tl_line`.
/// A type with several constructors derives from `box<Self, constructors...>` and is defined before all structs;
/// a type with one constructor is that struct.
/// Every generated namespace says `using ::awaitgram::tl::operator==;`.

#include <awaitgram/tl/any.hpp>
#include <awaitgram/tl/bare.hpp>
#include <awaitgram/tl/box.hpp>
#include <awaitgram/tl/bytes.hpp>
#include <awaitgram/tl/callers.hpp>
#include <awaitgram/tl/compare.hpp>
#include <awaitgram/tl/concepts.hpp>
#include <awaitgram/tl/detail/lifetime.hpp>
#include <awaitgram/tl/detail/table.hpp>
#include <awaitgram/tl/opt.hpp>
#include <awaitgram/tl/string.hpp>
#include <awaitgram/tl/vector.hpp>

#include <cstddef>
#include <cstdint>
