namespace Mux;

/// <summary>
/// Which registration a descriptor number belongs to. The number is the slot's index, as the kernel hands out the lowest free ones; a generation beside it in the kernel's user
/// data tells a number's present owner from its former ones.
/// </summary>
/// <param name="listLock">The interest list's lock, under which the table is written. Waiters read it without.</param>
internal sealed class RegistrationTable(Lock listLock)
{
    private const int InitialSlots = 64;

    private DescriptorRegistration?[] _slots = new DescriptorRegistration?[InitialSlots];
    private uint _generation; // Wraps after 2^32 registrations; a stale event would have to survive that long on the same number to be taken for a new one.

    /// <summary>The registrations that have not been removed.</summary>
    public IEnumerable<DescriptorRegistration> All => _slots.OfType<DescriptorRegistration>();

    /// <summary>The descriptor number in a key.</summary>
    public static int DescriptorOf(ulong key) => (int)(uint)key;

    /// <summary>A key that no earlier registration of this number has had.</summary>
    public ulong NewKey(int descriptor) => ((ulong)++_generation << 32) | (uint)descriptor;

    /// <summary>The registration with this key, or null. A reader without the lock may be told null of one that is being added.</summary>
    public DescriptorRegistration? Find(ulong key)
    {
        DescriptorRegistration? found = At(DescriptorOf(key));
        return found is not null && found.Key == key ? found : null;
    }

    /// <summary>The registration that a descriptor number belongs to, or null.</summary>
    public DescriptorRegistration? At(int descriptor)
    {
        DescriptorRegistration?[] slots = Volatile.Read(ref _slots);
        return (uint)descriptor < (uint)slots.Length ? Volatile.Read(ref slots[descriptor]) : null;
    }

    /// <summary>Puts a registration in its slot.</summary>
    /// <returns>The registration that held the slot before, or null.</returns>
    public DescriptorRegistration? Add(DescriptorRegistration registration)
    {
        listLock.AssertHeld();
        int descriptor = DescriptorOf(registration.Key);
        if (descriptor >= _slots.Length)
        {
            DescriptorRegistration?[] larger = new DescriptorRegistration?[Math.Max(descriptor + 1, _slots.Length * 2)];
            _slots.CopyTo(larger, 0);
            Volatile.Write(ref _slots, larger);
        }

        DescriptorRegistration? former = _slots[descriptor];
        Volatile.Write(ref _slots[descriptor], registration);
        return former;
    }

    /// <summary>Empties a registration's slot, if it still holds it.</summary>
    public void Remove(DescriptorRegistration registration)
    {
        listLock.AssertHeld();
        int descriptor = DescriptorOf(registration.Key);
        if (_slots[descriptor] == registration)
        {
            Volatile.Write(ref _slots[descriptor], null);
        }
    }
}
