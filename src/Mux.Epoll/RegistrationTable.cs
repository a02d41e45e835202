namespace Mux.Epoll;

/// <summary>
/// Which registration a descriptor number belongs to. The number is the slot's index, as the kernel hands out the lowest free ones; a generation beside it in the kernel's user
/// data tells a number's present owner from its former ones.
/// </summary>
/// <remarks>Written under the interest list's lock; read by waiters without it.</remarks>
internal sealed class RegistrationTable
{
    private const int InitialSlots = 64;

    private EpollRegistration?[] _slots = new EpollRegistration?[InitialSlots];
    private uint _generation; // Wraps after 2^32 registrations; a stale event would have to survive that long on the same number to be taken for a new one.

    /// <summary>The registrations that have not been removed.</summary>
    public IEnumerable<EpollRegistration> All => _slots.OfType<EpollRegistration>();

    /// <summary>The descriptor number in a key.</summary>
    public static int DescriptorOf(ulong key) => (int)(uint)key;

    /// <summary>A key that no earlier registration of this number has had.</summary>
    public ulong NewKey(int descriptor) => ((ulong)++_generation << 32) | (uint)descriptor;

    /// <summary>The registration with this key, or null. A reader without the lock may be told null of one that is being added.</summary>
    public EpollRegistration? Find(ulong key)
    {
        EpollRegistration?[] slots = Volatile.Read(ref _slots);
        int descriptor = DescriptorOf(key);
        if ((uint)descriptor >= (uint)slots.Length)
        {
            return null;
        }

        EpollRegistration? found = Volatile.Read(ref slots[descriptor]);
        return found is not null && found.Key == key ? found : null;
    }

    /// <summary>Puts a registration in its slot.</summary>
    /// <returns>The registration that held the slot before, or null.</returns>
    public EpollRegistration? Add(EpollRegistration registration)
    {
        int descriptor = DescriptorOf(registration.Key);
        if (descriptor >= _slots.Length)
        {
            EpollRegistration?[] larger = new EpollRegistration?[Math.Max(descriptor + 1, _slots.Length * 2)];
            _slots.CopyTo(larger, 0);
            Volatile.Write(ref _slots, larger);
        }

        EpollRegistration? former = _slots[descriptor];
        Volatile.Write(ref _slots[descriptor], registration);
        return former;
    }

    /// <summary>Empties a registration's slot, if it still holds it.</summary>
    public void Remove(EpollRegistration registration)
    {
        int descriptor = DescriptorOf(registration.Key);
        if (_slots[descriptor] == registration)
        {
            Volatile.Write(ref _slots[descriptor], null);
        }
    }
}
