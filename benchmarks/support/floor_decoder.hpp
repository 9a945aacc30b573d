// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <span>
#include <string_view>

/// A hand-written decoder for just one kind of reply, as a reference for the library: structs with exactly the fields
/// that occur in it, texts and numbers used in place, memory from one arena, one bounds check for each run of fields of
/// fixed size.
///
/// A flag bit or a constructor that does not occur in the reply is an error, as is a length beyond the end. Members
/// whose flag bit is not set are left uninitialised; `flags` says which.
namespace support::floor {

using text = std::string_view;

enum class peer_kind : std::uint32_t { user = 0x59511722, chat = 0x36c6019a, channel = 0xa2a5371e };
struct peer {
    peer_kind kind;
    std::int64_t id;
};

enum class entity_kind : std::uint32_t {
    bold = 0xbd610bc9,
    text_url = 0x76a6d327,
    italic = 0x826f8b60,
    code = 0x28a20571,
    mention = 0xfa04579d,
    url = 0x6ed02538,
    hashtag = 0x6f635b0d,
    mention_name = 0xdc7b1140,
};
struct entity {
    entity_kind kind;
    std::int32_t offset, length;
    std::int64_t user_id;
    text url;
};

struct reply_header {
    std::uint32_t flags;
    std::int32_t message_id, top_id, quote_offset;
    text quote_text;
};

struct forward_header {
    std::uint32_t flags;
    std::int32_t date, channel_post;
    peer from;
};

enum class size_kind : std::uint32_t {
    stripped = 0xe0b0bc2e,
    plain = 0x75c78e60,
    progressive = 0xfa3efb95
};
struct photo_size {
    size_kind kind;
    std::int32_t width, height, size;
    text type, bytes;
    std::span<const std::int32_t> sizes;
};

struct photo {
    std::uint32_t flags;
    std::int32_t date, datacenter;
    std::int64_t id, access_hash;
    text file_reference;
    std::span<photo_size> sizes;
};

struct media_photo {
    std::uint32_t flags;
    floor::photo photo;
};

enum class reaction_kind : std::uint32_t { emoji = 0x1b2286b8, custom_emoji = 0x8935fc73 };
struct reaction {
    reaction_kind kind;
    std::int64_t document_id;
    text emoticon;
};
struct reaction_count {
    std::uint32_t flags;
    std::int32_t count;
    floor::reaction reaction;
};
struct peer_reaction {
    std::uint32_t flags;
    std::int32_t date;
    floor::peer peer;
    floor::reaction reaction;
};
struct reactions {
    std::uint32_t flags;
    std::span<reaction_count> results;
    std::span<peer_reaction> recent;
};

struct message {
    std::uint32_t flags, flags2;
    std::int32_t id, date, views, forwards, edit_date;
    peer from, where;
    std::int64_t grouped_id;
    forward_header* forwarded;
    reply_header* reply_to;
    text content;
    media_photo* media;
    std::span<entity> entities;
    floor::reactions* reactions;
};

struct small_photo {
    bool present;
    std::uint32_t flags;
    std::int32_t datacenter;
    std::int64_t id;
    text thumb;
};

enum class status_kind : std::uint32_t { offline = 0x008c703f, recently = 0x7b197dc8 };
struct status {
    status_kind kind;
    std::uint32_t value;
};

struct user_name {
    std::uint32_t flags;
    text name;
};
struct color {
    std::uint32_t flags;
    std::int32_t number;
    std::int64_t emoji;
};
struct user {
    std::uint32_t flags, flags2;
    std::int64_t id, access_hash;
    text first_name, last_name, name;
    small_photo photo;
    floor::status status;
    std::span<user_name> names;
    floor::color color;
};

struct banned_rights {
    std::uint32_t flags;
    std::int32_t until;
};
struct channel {
    std::uint32_t flags, flags2;
    std::int64_t id, access_hash;
    text title, name;
    small_photo photo;
    std::int32_t date, participants;
    banned_rights default_rights;
};

struct history {
    std::span<message> messages;
    std::span<channel> chats;
    std::span<user> users;
};

/// Decodes one reply, which must not outlive its bytes or its decoder.
class decoder {
public:
    decoder(const void* data, std::size_t size) noexcept
        : at_(static_cast<const char*>(data)), end_(at_ + size) {}
    decoder(const decoder&) = delete;
    ~decoder() {
        while (blocks_ != nullptr) {
            auto* const next = blocks_->next;
            std::free(blocks_);
            blocks_ = next;
        }
    }

    /// Null if the bytes are not such a reply.
    const history* decode() noexcept {
        grow(static_cast<std::size_t>(end_ - at_) * 2);
        auto* const created = make<history>(1);
        const auto done = need(8) && id(0x1d73e7ea) && //
                          vector(created->messages, [this](message& each) { return read(each); }) &&
                          need(8) && id(0x1cb5c415) && id(0) &&
                          vector(created->chats, [this](channel& each) { return read(each); }) &&
                          vector(created->users, [this](user& each) { return read(each); });
        return done && at_ == end_ ? created : nullptr;
    }

private:
    struct block {
        block* next;
    };
    static constexpr std::uint32_t vector_id = 0x1cb5c415;

    [[gnu::noinline]] void grow(std::size_t size) noexcept {
        auto* const fresh = static_cast<block*>(std::malloc(sizeof(block) + size));
        if (fresh == nullptr)
            std::abort();
        fresh->next = blocks_;
        blocks_ = fresh;
        free_ = reinterpret_cast<char*>(fresh + 1);
        limit_ = free_ + size;
    }
    template <class T>
    T* make(std::size_t count) noexcept {
        const auto size = (count * sizeof(T) + 7) & ~std::size_t{7};
        if (static_cast<std::size_t>(limit_ - free_) < size) [[unlikely]]
            grow(size > 64 * 1024 ? size : 64 * 1024);
        auto* const created = reinterpret_cast<T*>(free_);
        free_ += size;
        return created;
    }

    bool need(std::size_t size) const noexcept {
        return static_cast<std::size_t>(end_ - at_) >= size;
    }
    /// The next number; the caller has checked that it is complete.
    template <class T = std::uint32_t>
    T take() noexcept {
        T value;
        std::memcpy(&value, at_, sizeof value);
        at_ += sizeof value;
        return value;
    }
    bool id(std::uint32_t wanted) noexcept { return take() == wanted; }

    [[gnu::always_inline]] bool read(text& value) noexcept {
        if (!need(4)) [[unlikely]]
            return false;
        const auto left = static_cast<std::size_t>(end_ - at_);
        std::size_t size = static_cast<unsigned char>(*at_);
        std::size_t head = 1;
        if (size >= 254) [[unlikely]] {
            if (size == 255)
                return false;
            std::uint32_t word;
            std::memcpy(&word, at_, 4);
            size = word >> 8;
            head = 4;
        }
        const auto taken = (head + size + 3) & ~std::size_t{3};
        if (left < taken) [[unlikely]]
            return false;
        value = {at_ + head, size};
        at_ += taken;
        return true;
    }

    template <class T, class Read>
    bool vector(std::span<T>& items, Read read_item) noexcept {
        if (!need(8) || !id(vector_id)) [[unlikely]]
            return false;
        const std::size_t count = take();
        if (count > static_cast<std::size_t>(end_ - at_) / 4) [[unlikely]]
            return false;
        auto* const created = make<T>(count);
        items = {created, count};
        for (std::size_t i = 0; i < count; ++i)
            if (!read_item(created[i])) [[unlikely]]
                return false;
        return true;
    }

    [[gnu::always_inline]] bool read(peer& value) noexcept {
        if (!need(12)) [[unlikely]]
            return false;
        value.kind = take<peer_kind>();
        value.id = take<std::int64_t>();
        return value.kind == peer_kind::user || value.kind == peer_kind::channel ||
               value.kind == peer_kind::chat;
    }

    bool read(entity& value) noexcept {
        if (!need(12)) [[unlikely]]
            return false;
        value.kind = take<entity_kind>();
        value.offset = take<std::int32_t>();
        value.length = take<std::int32_t>();
        switch (value.kind) {
        case entity_kind::text_url:
            return read(value.url);
        case entity_kind::mention_name:
            if (!need(8)) [[unlikely]]
                return false;
            value.user_id = take<std::int64_t>();
            return true;
        case entity_kind::bold:
        case entity_kind::italic:
        case entity_kind::code:
        case entity_kind::mention:
        case entity_kind::url:
        case entity_kind::hashtag:
            return true;
        }
        return false;
    }

    bool read(reply_header& value) noexcept {
        if (!need(8) || !id(0x1b97dd66)) [[unlikely]]
            return false;
        value.flags = take();
        constexpr std::uint32_t known = 1u << 1 | 1u << 4 | 1u << 6 | 1u << 9 | 1u << 10;
        if ((value.flags & ~known) != 0 || !need(12)) [[unlikely]]
            return false;
        if ((value.flags & 1u << 4) != 0)
            value.message_id = take<std::int32_t>();
        if ((value.flags & 1u << 1) != 0)
            value.top_id = take<std::int32_t>();
        if ((value.flags & 1u << 6) != 0 && !read(value.quote_text)) [[unlikely]]
            return false;
        if ((value.flags & 1u << 10) != 0) {
            if (!need(4)) [[unlikely]]
                return false;
            value.quote_offset = take<std::int32_t>();
        }
        return true;
    }

    bool read(forward_header& value) noexcept {
        if (!need(8) || !id(0x4e4df4bb)) [[unlikely]]
            return false;
        value.flags = take();
        if ((value.flags & ~5u) != 0) [[unlikely]]
            return false;
        if ((value.flags & 1) != 0 && !read(value.from)) [[unlikely]]
            return false;
        if (!need(8)) [[unlikely]]
            return false;
        value.date = take<std::int32_t>();
        if ((value.flags & 4) != 0)
            value.channel_post = take<std::int32_t>();
        return true;
    }

    bool read(photo_size& value) noexcept {
        if (!need(4)) [[unlikely]]
            return false;
        value.kind = take<size_kind>();
        if (!read(value.type)) [[unlikely]]
            return false;
        switch (value.kind) {
        case size_kind::stripped:
            return read(value.bytes);
        case size_kind::plain:
            if (!need(12)) [[unlikely]]
                return false;
            value.width = take<std::int32_t>();
            value.height = take<std::int32_t>();
            value.size = take<std::int32_t>();
            return true;
        case size_kind::progressive: {
            if (!need(16)) [[unlikely]]
                return false;
            value.width = take<std::int32_t>();
            value.height = take<std::int32_t>();
            const auto is_vector = id(vector_id);
            const std::size_t count = take();
            if (!is_vector || count > static_cast<std::size_t>(end_ - at_) / 4) [[unlikely]]
                return false;
            value.sizes = {reinterpret_cast<const std::int32_t*>(at_), count};
            at_ += count * 4;
            return true;
        }
        }
        return false;
    }

    bool read(media_photo& value) noexcept {
        if (!need(20) || !id(0xe216eb63)) [[unlikely]]
            return false;
        value.flags = take();
        if (value.flags != 1 || !id(0xfb197a65)) [[unlikely]]
            return false;
        auto& inside = value.photo;
        inside.flags = take();
        if (inside.flags != 0 || !need(16)) [[unlikely]]
            return false;
        inside.id = take<std::int64_t>();
        inside.access_hash = take<std::int64_t>();
        if (!read(inside.file_reference) || !need(4)) [[unlikely]]
            return false;
        inside.date = take<std::int32_t>();
        if (!vector(inside.sizes, [this](photo_size& each) { return read(each); }) || !need(4))
            [[unlikely]]
            return false;
        inside.datacenter = take<std::int32_t>();
        return true;
    }

    [[gnu::always_inline]] bool read(reaction& value) noexcept {
        if (!need(12)) [[unlikely]]
            return false;
        value.kind = take<reaction_kind>();
        if (value.kind == reaction_kind::emoji)
            return read(value.emoticon);
        value.document_id = take<std::int64_t>();
        return value.kind == reaction_kind::custom_emoji;
    }

    bool read(reactions& value) noexcept {
        if (!need(8) || !id(0x0a339f0b)) [[unlikely]]
            return false;
        value.flags = take();
        if ((value.flags & ~6u) != 0) [[unlikely]]
            return false;
        const auto read_count = [this](reaction_count& each) {
            if (!need(8) || !id(0xa3d1cb80)) [[unlikely]]
                return false;
            each.flags = take();
            if (each.flags != 0 || !read(each.reaction) || !need(4)) [[unlikely]]
                return false;
            each.count = take<std::int32_t>();
            return true;
        };
        if (!vector(value.results, read_count)) [[unlikely]]
            return false;
        if ((value.flags & 2) == 0)
            return true;
        return vector(value.recent, [this](peer_reaction& each) {
            if (!need(8) || !id(0x8c79b63c)) [[unlikely]]
                return false;
            each.flags = take();
            if ((each.flags & ~7u) != 0 || !read(each.peer) || !need(4)) [[unlikely]]
                return false;
            each.date = take<std::int32_t>();
            return read(each.reaction);
        });
    }

    bool read(message& value) noexcept {
        if (!need(24) || !id(0x7600b9d3)) [[unlikely]]
            return false;
        value.flags = take();
        value.flags2 = take();
        constexpr std::uint32_t known = 1u << 1 | 1u << 2 | 1u << 3 | 1u << 4 | 1u << 7 | 1u << 8 |
                                        1u << 9 | 1u << 10 | 1u << 13 | 1u << 15 | 1u << 17 |
                                        1u << 20;
        const auto flags = value.flags;
        if ((flags & ~known) != 0 || value.flags2 != 0) [[unlikely]]
            return false;
        value.id = take<std::int32_t>();
        if ((flags & 1u << 8) != 0 && !read(value.from)) [[unlikely]]
            return false;
        if (!read(value.where)) [[unlikely]]
            return false;
        if ((flags & 1u << 2) != 0 && !read(*(value.forwarded = make<forward_header>(1))))
            [[unlikely]]
            return false;
        if ((flags & 1u << 3) != 0 && !read(*(value.reply_to = make<reply_header>(1)))) [[unlikely]]
            return false;
        if (!need(4)) [[unlikely]]
            return false;
        value.date = take<std::int32_t>();
        if (!read(value.content)) [[unlikely]]
            return false;
        if ((flags & 1u << 9) != 0 && !read(*(value.media = make<media_photo>(1)))) [[unlikely]]
            return false;
        if ((flags & 1u << 7) != 0 &&
            !vector(value.entities, [this](entity& each) { return read(each); })) [[unlikely]]
            return false;
        if ((flags & (1u << 10 | 1u << 15 | 1u << 17)) != 0) {
            const auto size = ((flags >> 10 & 1) + (flags >> 17 & 1)) * 8 + (flags >> 15 & 1) * 4;
            if (!need(size)) [[unlikely]]
                return false;
            if ((flags & 1u << 10) != 0) {
                value.views = take<std::int32_t>();
                value.forwards = take<std::int32_t>();
            }
            if ((flags & 1u << 15) != 0)
                value.edit_date = take<std::int32_t>();
            if ((flags & 1u << 17) != 0)
                value.grouped_id = take<std::int64_t>();
        }
        return (flags & 1u << 20) == 0 || read(*(value.reactions = make<floor::reactions>(1)));
    }

    /// The picture of a user or a channel, which differ only in their ids.
    bool read(small_photo& value, std::uint32_t full, std::uint32_t empty) noexcept {
        if (!need(4)) [[unlikely]]
            return false;
        const auto id = take();
        value.present = id == full;
        if (!value.present)
            return id == empty;
        if (!need(12)) [[unlikely]]
            return false;
        value.flags = take();
        if ((value.flags & ~7u) != 0) [[unlikely]]
            return false;
        value.id = take<std::int64_t>();
        if ((value.flags & 2) != 0 && !read(value.thumb)) [[unlikely]]
            return false;
        if (!need(4)) [[unlikely]]
            return false;
        value.datacenter = take<std::int32_t>();
        return true;
    }

    bool read(user& value) noexcept {
        if (!need(20) || !id(0x31774388)) [[unlikely]]
            return false;
        value.flags = take();
        value.flags2 = take();
        const auto flags = value.flags;
        constexpr std::uint32_t known =
            0x6f | 1u << 10 | 1u << 11 | 1u << 12 | 1u << 17 | 1u << 20 | 1u << 28;
        if ((flags & ~known) != 0 || (value.flags2 & ~(1u | 1u << 8)) != 0) [[unlikely]]
            return false;
        value.id = take<std::int64_t>();
        if ((flags & 1) != 0) {
            if (!need(8)) [[unlikely]]
                return false;
            value.access_hash = take<std::int64_t>();
        }
        if ((flags & 2) != 0 && !read(value.first_name)) [[unlikely]]
            return false;
        if ((flags & 4) != 0 && !read(value.last_name)) [[unlikely]]
            return false;
        if ((flags & 8) != 0 && !read(value.name)) [[unlikely]]
            return false;
        if ((flags & 32) != 0 && !read(value.photo, 0x82d1f706, 0x4f11bae1)) [[unlikely]]
            return false;
        if ((flags & 64) != 0) {
            if (!need(8)) [[unlikely]]
                return false;
            value.status = {take<status_kind>(), take()};
            if (value.status.kind != status_kind::offline &&
                value.status.kind != status_kind::recently) [[unlikely]]
                return false;
        }
        const auto read_name = [this](user_name& each) {
            if (!need(8) || !id(0xb4073647)) [[unlikely]]
                return false;
            each.flags = take();
            return read(each.name);
        };
        if ((value.flags2 & 1) != 0 && !vector(value.names, read_name)) [[unlikely]]
            return false;
        if ((value.flags2 & 1u << 8) == 0)
            return true;
        if (!need(8) || !id(0xb54b5acf)) [[unlikely]]
            return false;
        const auto bits = value.color.flags = take();
        if ((bits & ~3u) != 0 || !need((bits & 1) * 4 + (bits >> 1 & 1) * 8)) [[unlikely]]
            return false;
        if ((bits & 1) != 0)
            value.color.number = take<std::int32_t>();
        if ((bits & 2) != 0)
            value.color.emoji = take<std::int64_t>();
        return true;
    }

    bool read(channel& value) noexcept {
        if (!need(28) || !id(0x1c32b11c)) [[unlikely]]
            return false;
        value.flags = take();
        value.flags2 = take();
        const auto flags = value.flags;
        constexpr std::uint32_t known =
            1u << 5 | 1u << 6 | 1u << 8 | 1u << 13 | 1u << 17 | 1u << 18;
        if ((flags & ~known) != 0 || value.flags2 != 0) [[unlikely]]
            return false;
        value.id = take<std::int64_t>();
        if ((flags & 1u << 13) != 0)
            value.access_hash = take<std::int64_t>();
        if (!read(value.title)) [[unlikely]]
            return false;
        if ((flags & 1u << 6) != 0 && !read(value.name)) [[unlikely]]
            return false;
        if (!read(value.photo, 0x1c6e1c11, 0x37c1011c) || !need(4)) [[unlikely]]
            return false;
        value.date = take<std::int32_t>();
        if ((flags & 1u << 18) != 0) {
            if (!need(12) || !id(0x9f120418)) [[unlikely]]
                return false;
            value.default_rights = {take(), take<std::int32_t>()};
        }
        if ((flags & 1u << 17) != 0) {
            if (!need(4)) [[unlikely]]
                return false;
            value.participants = take<std::int32_t>();
        }
        return true;
    }

    const char* at_;
    const char* end_;
    char* free_ = nullptr;
    char* limit_ = nullptr;
    block* blocks_ = nullptr;
};

} // namespace support::floor
