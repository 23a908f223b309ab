namespace Bss2.Trainer.Tests.FrontEnd;

/// <summary>Files of the repository that the tests run in.</summary>
internal static class Repository
{
    public static string File(params string[] parts)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine([folder.FullName, .. parts]);
            if (System.IO.File.Exists(path))
            {
                return path;
            }
        }

        throw new FileNotFoundException($"{string.Join('/', parts)} is in no folder above the test assembly; run the tests from the repository.");
    }
}
